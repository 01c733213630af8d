using Npgsql;

namespace Stampede.Postgres;

/// <summary>What nodes that start together do one after the other.</summary>
public static class StartupLock
{
    /// <summary>
    /// Waits until no other node has the turn; it is over with the transaction. The usual bounds of a connection are
    /// made for answering requests: a start on a busy machine takes longer than they allow, and waits for another's.
    /// </summary>
    /// <param name="name">Of what is done, the same on all nodes.</param>
    public static async Task TakeAsync(NpgsqlTransaction transaction, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            select set_config('lock_timeout', '60s', true), set_config('statement_timeout', '0', true),
              set_config('idle_in_transaction_session_timeout', '5min', true)
            """, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext($1))", transaction.Connection, transaction) { CommandTimeout = 0 };
        turn.Parameters.AddWithValue(name);
        await turn.ExecuteNonQueryAsync(cancellation);
    }
}
