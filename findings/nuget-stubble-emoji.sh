#!/usr/bin/env bash
# Package:  Stubble.Core 1.10.8 (NuGet); Handlebars.Net 2.4.3 beside it
# Expected: Mustache's specification (interpolation): {{name}} escapes & " < >. Letters and emoji are none of these.
# Happens:  Stubble escapes with WebUtility.HtmlEncode, which also turns the letters U+00A0 to U+00FF and everything
#           beyond the basic plane, emoji and rarer Chinese characters, into numeric references. Other Chinese characters
#           stay, so tests with common names pass.
# Output:   below.
# Means:    A text message or push greets José as Jos&#233;, and a name written with a character beyond the basic plane
#           arrives as a number. Give Stubble an encoding function of your own, or use {{{name}}} where the message is not HTML.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program Stubble.Core@1.10.8 Handlebars.Net@2.4.3 <<'CS'
using HandlebarsDotNet;
using Stubble.Core.Builders;

foreach (var name in new[] { "陳大文", "José", "𠮷田", "gift 🎁" })
{
    var values = new Dictionary<string, object> { ["name"] = name };
    Console.WriteLine($"{name}: Stubble {new StubbleBuilder().Build().Render("{{name}}", values)}, "
        + $"three braces {new StubbleBuilder().Build().Render("{{{name}}}", values)}, "
        + $"Handlebars.Net {Handlebars.Compile("{{name}}")(values)}");
}
CS
dotnet_run
expect <<'TXT'
陳大文: Stubble 陳大文, three braces 陳大文, Handlebars.Net 陳大文
José: Stubble Jos&#233;, three braces José, Handlebars.Net José
𠮷田: Stubble &#134071;田, three braces 𠮷田, Handlebars.Net 𠮷田
gift 🎁: Stubble gift &#127873;, three braces gift 🎁, Handlebars.Net gift 🎁
TXT
