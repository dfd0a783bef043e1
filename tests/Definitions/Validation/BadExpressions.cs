namespace Campaigns.Definitions.Tests.Validation;

/// <summary>Conditions that parse but make no sense: the text, the code and words the finding must say.</summary>
internal static class BadExpressions
{
    public static readonly (string Text, string Code, string Says)[] Cases =
    [
        // Names.
        ("customer.value_teir == 'high'", "unknown-attribute", "did you mean \"value_tier\""),
        ("polcy.status == 'active'", "unknown-name", "did you mean policy"),
        ("policy.status == active", "unknown-name", "'active'"),
        ("event.gift_id == '1'", "unknown-attribute", "the event policy.lapsed has no \"gift_id\""),
        ("journey.name == 'x'", "unknown-attribute", "journey has no \"name\""),
        ("customer['citty'] == 'x'", "unknown-attribute", "did you mean \"city\""),
        ("customer.name.length > 3", "unknown-attribute", "customer.name is a text"),
        ("steps.quite.event", "unknown-step", "did you mean \"quiet\""),
        ("steps.quiet-two.event", "unknown-step", "steps.quiet_two"),
        ("steps.quiet.evnt", "unknown-attribute", "did you mean \"event\""),
        ("steps.hello.event", "unknown-attribute", "only a waitFor"),
        ("steps.quiet.arm == 'a'", "unknown-attribute", "only a split"),
        ("steps.quiet.event.lnk", "unknown-attribute", "did you mean \"link\""),
        ("steps.later.status == 'sent'", "never-before", "never done before this"),

        // Unlike things.
        ("policy.premium == 'high'", "unlike-types", "policy.premium is a number"),
        ("policy.premium > '1000'", "unlike-types", "leave the quotes out"),
        ("customer.value_tier == 1", "unlike-types", "put the number in quotes"),
        ("policy.expires_on > '2026-01-01'", "unlike-types", "date.parse('2026-01-01')"),
        ("policy.expires_on == policy.premium", "unlike-types", "compare a date with a date"),
        ("policy.auto_renew == 'true'", "unlike-types", "policy.auto_renew or !policy.auto_renew"),
        ("customer.tags == 'vip'", "unlike-types", "contains(customer.tags, 'vip')"),
        ("policy.auto_renew > true", "unlike-types", "has no order"),
        ("policy.expires_on - now > 3", "unlike-types", "date_diff"),
        ("policy.product * 2 > 3", "unlike-types", "is a text"),
        ("-policy.product == 2", "unlike-types", "no sign"),
        ("contains(policy.premium, 'x')", "unlike-types", "a list or a text"),
        ("date_diff(policy.premium, now, 'day') > 3", "unlike-types", "works with dates"),

        // Values outside the catalog.
        ("customer.value_tier == 'hgih'", "unknown-value", "did you mean \"high\""),
        ("'actve' != policy.status", "unknown-value", "did you mean \"active\""),
        ("steps.hello.status == 'send'", "unknown-value", "did you mean \"sent\""),
        ("steps.fork.arm == 'c'", "unknown-value", "steps.fork.arm is never 'c'"),
        ("steps.quiet.event.type == 'message.opened'", "unknown-value", "is never 'message.opened'"),
        ("(customer.value_tier ?? 'standard') == 5", "unlike-types", "is a text"),

        // Functions and operators.
        ("date_dif(policy.lapsed_on, now, 'day') == 7", "unknown-function", "did you mean \"date_diff\""),
        ("string.lenght(customer.name) > 3", "unknown-function", "there is no function"),
        ("date_diff(policy.lapsed_on, now) == 7", "bad-call", "takes 3 arguments, found 2"),
        ("date_diff(policy.lapsed_on, now, 'dya') == 7", "unknown-value", "did you mean \"day\""),
        ("date_add(policy.lapsed_on, '3', 'day') > now", "bad-call", "by a number"),
        ("age == 3", "bad-call", "age(customer.birth_date, now)"),
        ("policy.auto_renew and customer.app_installed", "bad-operator", "write &&"),
        ("not policy.auto_renew", "bad-operator", "write !"),
        ("customer.tags contains 'vip'", "bad-operator", "contains(customer.tags"),
        ("customer.name 'x'", "bad-call", "not a function"),
        ("customer.tags | array.size > 3", "bad-call", "in parentheses"),
        ("customer.tags | array.length", "unknown-function", "there is no function"),
        ("date.now > policy.expires_on", "not-deterministic", "write now"),
        ("math.random(1, 100) < 5", "not-deterministic", "bucket(customer.id)"),
        ("include_join(customer.tags, ',') == 'x'", "unknown-function", "there is no function"),
        ("this.customer", "not-allowed", "this syntax is not supported"),
        ("$x == 1", "not-allowed", "this syntax is not supported"),
    ];

    /// <summary>Conditions that look odd and are fine.</summary>
    public static readonly string[] Good =
    [
        "customer.value_tier == 'high' || customer.value_tier == null",
        "policy.expires_on > now && date_diff(policy.started_on, now, 'years') >= 1",
        "policy.expires_on == date.parse('2026-01-01')",
        "contains(customer.tags, 'vip') && !contains(customer.city, '北')",
        "(customer.tags | array.size) > 3",
        "customer.tags | array.contains 'vip'",
        "(policy.premium ?? 0) * 1.1 + 5 > policy.renewal_premium",
        "string.starts_with(policy.product, 'paid-') && string.size(customer.name) > 0",
        "age(customer.birth_date, now) >= 18 && bucket(customer.id) < 5",
        "event.policy_id == policy.id && journey.version > 1",
        "steps.hello.status == 'sent' && steps.hello.at < now && steps.fork.arm == 'a'",
        "steps.quiet.event && steps.quiet.event.link == 'offer' && steps.quiet.event.type == 'message.clicked'",
        "policy.auto_renew ? customer.app_installed : false",
        "customer.name == empty || [1, 2] | array.contains 2",
        "customer['city'] == 'Taipei'",
        "policy.auto_renew == true && customer.phone != null",
    ];
}
