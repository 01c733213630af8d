using Microsoft.Extensions.Logging;
using Npgsql;

namespace Stampede.Postgres.Notices;

/// <summary>Hears what other nodes tell. A connection that died is noticed by its keepalive, and replaced.</summary>
internal sealed class NoticeListener(string connectionString, string node, TimeProvider time, ILogger log)
{
    private const string Listen = $"listen {NoticeSender.Channel}";

    /// <param name="onNotices">What came.</param>
    /// <param name="onListening">From here on notices come; those of before may be lost.</param>
    public async Task RunAsync(Action<List<Notice>> onNotices, Action onListening, CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancellation);
                connection.Notification += (_, notification) => onNotices(Notice.FromPayload(notification.Payload, node));
                await using (var listen = new NpgsqlCommand(Listen, connection))
                    await listen.ExecuteNonQueryAsync(cancellation);
                if (failures > 0)
                    NoticeLog.ListeningAgain(log);
                failures = 0;
                onListening();
                while (true)
                    await connection.WaitAsync(cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                if (failures++ == 0)
                    NoticeLog.NotListening(log, fault);
                await Task.Delay(Backoff.After(failures), time, cancellation);
            }
        }
    }
}

internal static class Backoff
{
    /// <summary>100 ms, doubling up to 3.2 s; spread by a fifth, so that nodes do not come back in step.</summary>
    public static TimeSpan After(int failures) =>
        TimeSpan.FromMilliseconds((100 << Math.Clamp(failures - 1, 0, 5)) * (0.9 + Random.Shared.NextDouble() * 0.2));
}
