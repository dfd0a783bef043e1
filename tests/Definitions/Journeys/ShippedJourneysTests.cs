using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Tests.Journeys;

public sealed class ShippedJourneysTests
{
    public static TheoryData<string> Names => [.. ShippedDocuments.Journeys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_ShippedJourney_FindsNothing(string name)
    {
        var reading = JourneyValidator.Check(ShippedDocuments.Document(name), ShippedDocuments.Context);

        Assert.Empty(reading.Findings);
        Assert.Equal(name, reading.Definition!.Id.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_ShippedJourney_HasNamesInTheThreeLocales(string name)
    {
        var journey = JourneyValidator.Check(ShippedDocuments.Document(name), ShippedDocuments.Context).Definition!;

        Assert.Equal(["en", "zh-Hans", "zh-Hant"], journey.Name.Keys);
    }

    [Fact]
    public void Read_RenewalCountdown_HasTheMilestonesOfTheDocument()
    {
        var journey = JourneyValidator.Check(ShippedDocuments.Document("renewal-countdown"), ShippedDocuments.Context).Definition!;

        var countdown = Assert.IsType<CountdownStep>(journey.Steps[0]);
        Assert.Equal([90, 45, 30, 15], countdown.Milestones.Select(r => r.Before.Days));
        Assert.Equal(new LocalTime(10, 0), countdown.At);
        Assert.Equal(5, journey.Holdout);
        Assert.Equal(80, journey.Priority);
        Assert.Equal(Period.FromDays(10), ((SendStep)journey.Map.Find(new StepId("d15"))!.Step).Deadline);
        Assert.Equal("d45", ((WaitForStep)journey.Map.Find(new StepId("d45-click"))!.Step).Events[0].Step?.Value);
    }

    [Fact]
    public void Read_WinBack_EntersByScheduleOncePerYearAndPolicy()
    {
        var journey = JourneyValidator.Check(ShippedDocuments.Document("win-back"), ShippedDocuments.Context).Definition!;

        var entry = Assert.IsType<Entry.OnSchedule>(journey.Entries.Single());
        Assert.Equal("Asia/Taipei", entry.TimeZone.Id);
        Assert.Equal(SubjectKind.Policies, entry.Audience.Over);
        Assert.Equal("policy.id", entry.Key.Single().Source);
        Assert.Equal(Period.FromDays(365), entry.Reentry.After);
        Assert.Equal(new Exclusivity("retention", WhenOutranked.Pause), journey.Exclusive);
    }
}
