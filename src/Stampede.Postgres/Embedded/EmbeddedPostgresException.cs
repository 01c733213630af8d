namespace Stampede.Postgres.Embedded;

/// <summary>
/// The embedded PostgreSQL cannot run here. The message is for the operator: what is wrong, where, and what to do;
/// the server prints it as it is and exits with 1.
/// </summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
