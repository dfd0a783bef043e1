#!/usr/bin/env bash
# Package:  Fluid.Core 2.41.1 (NuGet)
# Expected: Liquid compares values of one type by value: {% if due < today %} works for dates as for numbers, and the
#           filter `sort` orders numbers as numbers (2, 3, 10), as Shopify's reference has it.
# Happens:  With DateTime values <, <=, > and >= are all false, even of a date with itself; only == and != work. `sort`
#           without a property compares numbers as text (10, 2, 3), while sorting by a property orders them as numbers.
# Output:   below.
# Means:    A branch on a date is silently the else branch in every message; "from 2" and "from 10" change places in a
#           list of amounts. Compare {{ due | date: '%s' | plus: 0 }}, or decide in code; sort before rendering.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program Fluid.Core@2.41.1 <<'CS'
using Fluid;

var today = new DateTime(2025, 3, 30, 0, 0, 0, DateTimeKind.Utc);
string Render(string text)
{
    var context = new TemplateContext();
    context.SetValue("today", today);
    context.SetValue("tomorrow", today.AddDays(1));
    context.SetValue("numbers", new[] { 3, 10, 2 });
    context.SetValue("offers", new[] { 3, 10, 2 }.Select(price => new Dictionary<string, object> { ["price"] = price }).ToArray());
    return new FluidParser().Parse(text).Render(context);
}

string Holds(string comparison) => Render($"{{% if {comparison} %}}true{{% else %}}false{{% endif %}}");
string[] comparisons =
    ["today < tomorrow", "today <= tomorrow", "tomorrow > today", "today <= today", "today == today", "today != tomorrow"];
foreach (var comparison in comparisons)
    Console.WriteLine($"{comparison}: {Holds(comparison)}");
var seconds = "{% assign a = today | date: '%s' | plus: 0 %}{% assign b = tomorrow | date: '%s' | plus: 0 %}"
    + "{% if a < b %}true{% else %}false{% endif %}";
Console.WriteLine($"as numbers of seconds: {Render(seconds)}");
Console.WriteLine($"sort: {Render("{{ numbers | sort | join: ' ' }}")}");
Console.WriteLine($"sort by property: {Render("{{ offers | sort: 'price' | map: 'price' | join: ' ' }}")}");
CS
dotnet_run
expect <<'TXT'
today < tomorrow: false
today <= tomorrow: false
tomorrow > today: false
today <= today: false
today == today: true
today != tomorrow: true
as numbers of seconds: true
sort: 10 2 3
sort by property: 2 3 10
TXT
