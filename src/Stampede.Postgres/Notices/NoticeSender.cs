using Microsoft.Extensions.Logging;
using Npgsql;

namespace Stampede.Postgres.Notices;

/// <summary>
/// Tells the other nodes, on a connection of its own and never in a batch's transaction: a NOTIFY takes a lock at its
/// commit that is one for the whole cluster.
/// </summary>
internal sealed class NoticeSender(string connectionString, string node, TimeProvider time, ILogger log) : IDisposable
{
    public const string Channel = "stampede_drop";

    /// <summary>At most 20 a second, whatever happens to how many drops.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private const string Send = "select pg_notify($1, payload) from unnest($2::text[]) as payload";

    private readonly PendingNotices pending = new();

    public void Post(Notice notice) => pending.Add(notice);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancellation);
                // A notice that a crash of PostgreSQL loses is made good by the poll: no reason to wait for the disk.
                await using (var asynchronous = new NpgsqlCommand("set synchronous_commit = off", connection))
                    await asynchronous.ExecuteNonQueryAsync(cancellation);
                while (true)
                {
                    var notices = await pending.TakeAsync(cancellation);
                    try
                    {
                        await SendAsync(connection, notices, cancellation);
                    }
                    catch
                    {
                        pending.Add(notices); // Twice told is harmless.
                        throw;
                    }

                    failures = 0;
                    await Task.Delay(Interval, time, cancellation);
                }
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                if (failures++ == 0)
                    NoticeLog.NotSent(log, fault);
                await Task.Delay(Backoff.After(failures), time, cancellation);
            }
        }
    }

    public void Dispose() => pending.Dispose();

    private async Task SendAsync(NpgsqlConnection connection, Notice[] notices, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Send, connection);
        command.Parameters.AddWithValue(Channel);
        command.Parameters.AddWithValue(Notice.ToPayloads(node, notices).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
