namespace Stampede.Postgres.Migrations;

/// <summary>The database's schema cannot be brought to this version of the code. The message is for the operator.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
