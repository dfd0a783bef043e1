using System.Runtime.ExceptionServices;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Ports;

namespace Campaigns.Insights.Statistics;

/// <content>Writes down what was counted, each tally until it is complete.</content>
public sealed partial class JourneyStatistics
{
    private async ValueTask WriteAllAsync(bool retireAll, CancellationToken cancel)
    {
        await TakeUnstampedAsync(cancel);
        List<Tally> tallies;
        lock (_lock)
        {
            var now = Now;
            if (_open is { } open && (retireAll || now - open.OpenedAt >= Length || now - open.UsedAt >= Idle))
            {
                _closing.Add(open);
                _open = null;
            }

            tallies = [.. _closing, .. _open is { } current ? [current] : (Tally[])[]];
        }

        Exception? failure = null;
        foreach (var tally in tallies)
        {
            await LookAsync(tally, cancel);
            failure = await WriteAsync(tally, cancel) ?? failure;
        }

        foreach (var tally in tallies)
        {
            lock (_lock)
            {
                if (!_closing.Contains(tally) || !tally.IsSettled)
                    continue;
            }

            await CompleteAsync(tally, cancel);
            lock (_lock)
                _closing.Remove(tally);
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    private async ValueTask TakeUnstampedAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_unstamped.Count == 0)
                return;
        }

        var stamp = (Stamp)(await StampAsync(cancel))!;
        lock (_lock)
        {
            stamp.Tally.Count(_unstamped, Now);
            stamp.Tally.End();
            _unstamped.Clear();
        }
    }

    /// <summary>Looks which units of work were saved after all.</summary>
    private async ValueTask LookAsync(Tally tally, CancellationToken cancel)
    {
        var now = Now;
        IReadOnlyList<Doubt> doubts;
        lock (_lock)
            doubts = tally.TakeDoubts(now);
        for (var i = 0; i < doubts.Count; i++)
        {
            var doubt = doubts[i];
            IReadOnlyList<TimelineEvent> saved = [];
            try
            {
                saved = await customers.FindStampedAsync(doubt.Customer, doubt.Batch, doubt.Stamp, complete: !doubt.Final, cancel);
            }
            catch (Exception e) when (e is InvalidDataException or StoreFormatException)
            {
                FaultMeter.Count("statistics", e);
                continue;
            }
            catch
            {
                lock (_lock)
                    tally.Doubts.AddRange(doubts.Skip(i));
                throw;
            }

            lock (_lock)
            {
                tally.Count(saved, now);
                if (saved.Count == 0 && !doubt.Final)
                    tally.Doubts.Add(doubt with { LookAt = now + LateWrite, Final = true });
            }
        }
    }

    /// <returns>Why a journey's pages could not be written: the others are, and these are kept.</returns>
    private async ValueTask<Exception?> WriteAsync(Tally tally, CancellationToken cancel)
    {
        List<KeyValuePair<StatisticsPage, byte[]>> pages;
        lock (_lock)
            pages = tally.TakeUnwritten();
        Exception? failure = null;
        var left = pages.Select(page => page.Key).ToHashSet();
        try
        {
            foreach (var partition in pages.GroupBy(page => page.Key.Partition))
            {
                try
                {
                    await _tallies.WriteAsync(
                        tally.Id, partition.Key, [.. partition.Select(page => KeyValuePair.Create(page.Key.Key, page.Value))], cancel);
                    left.ExceptWith(partition.Select(page => page.Key));
                }
                catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
                {
                    failure ??= e;
                }
            }
        }
        finally
        {
            lock (_lock)
                tally.Restore(left);
        }

        return failure;
    }

    private async ValueTask CompleteAsync(Tally tally, CancellationToken cancel)
    {
        tally.Entry ??= new TallyRow
        {
            Host = _host,
            By = Self,
            Until = Now,
            Done = true,
            Pages = [.. tally.Pages.Keys.Select(page => page.Address)],
        };
        if (await _tallies.ReplaceAsync(tally.Id, tally.Entry, tally.Tag, cancel) is not null)
            await _tallies.FinishAsync(tally.Id, tally.Entry, cancel);
        else
            await _tallies.ReopenAsync(tally.Id, Now, cancel); // taken for that of a killed process, while this one was only frozen
    }
}
