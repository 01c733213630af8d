using Npgsql;

namespace Stampede.Postgres.Journal;

/// <summary>
/// Hears the one warning that the journal's statements can get: committed on this server, but the wait for the
/// synchronous standby was cut short. A failover may lose it, and looking here would not tell: nobody must hear that it
/// is done.
/// </summary>
internal sealed class ReplicationWarning : IDisposable
{
    private readonly NpgsqlConnection connection;
    private PostgresNotice? heard;

    public ReplicationWarning(NpgsqlConnection connection)
    {
        this.connection = connection;
        connection.Notice += OnNotice;
    }

    /// <exception cref="NotReplicatedException">The commit just answered was not replicated.</exception>
    public void ThrowIfHeard(string what)
    {
        if (heard is not null)
            throw new NotReplicatedException($"{what}: {heard.MessageText}");
    }

    public void Dispose() => connection.Notice -= OnNotice;

    private void OnNotice(object? sender, NpgsqlNoticeEventArgs notice)
    {
        if (notice.Notice.InvariantSeverity == "WARNING")
            heard = notice.Notice;
    }
}

/// <summary>Committed on this server alone, though its standby should have it too.</summary>
internal sealed class NotReplicatedException(string message) : Exception(message);
