using System.CommandLine;
using Campaigns.Local.Releases;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns rollback</c>: puts an earlier release in force again.</summary>
internal static class RollbackCommand
{
    /// <summary>So far back it is looked for a release other than the one in force.</summary>
    private const int LookBack = 100;

    public static Command Create()
    {
        var release = ReleaseOptions.Release("The release, by its id or the beginning of it. Default: the one before that in force.");
        var message = ReleaseOptions.Message();
        var options = new ReleaseOptions();
        var (yes, expect) = (DeployCommand.CreateYes(), DeployCommand.CreateExpect());
        var command = new CommandWithExamples(
            "rollback", "Put an earlier release in force again, as a new deployment: nothing of the history is lost.",
            "campaigns rollback --data data/local", "campaigns rollback 3f2a9c1b --to production -m \"Wrong premium in the texts\" --yes")
        {
            release, message, yes, expect,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancel) => options.WithTargetAsync(parsed, ".", async target =>
        {
            var view = await target.ListAsync(LookBack, cancel);
            if ((parsed.GetValue(release) ?? view.Deployments.FirstOrDefault(one => one.Release != view.Live!.Release)?.Release) is not { } wanted)
                return CommandOutput.BadInput($"{target.Name} has no release before the one in force.");
            if (await target.ReadAsync(wanted, cancel) is not { } content)
                return CommandOutput.BadInput($"{target.Name} has no release {wanted}, or several that begin so; 'campaigns releases' lists them.");
            var why = parsed.GetValue(message)?.Trim() ?? $"Roll back to {Release.Short(content.Manifest.Id)}";
            return await DeployCommand.RunAsync(target, content, why, new DeployExpectation(Release: parsed.GetValue(expect)),
                parsed.GetValue(yes), parsed.GetValue(CommonOptions.Json), cancel);
        }, cancel));
        return command;
    }
}
