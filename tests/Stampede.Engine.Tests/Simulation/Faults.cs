namespace Stampede.Engine.Tests.Simulation;

internal sealed class LinkBrokenException() : IOException("The connection is broken.");

internal sealed class LockTimeoutException() : Exception("Canceling statement due to lock timeout.");

internal sealed class ServerErrorException(string message) : Exception(message);

/// <summary>A guard or a constraint is not met: the transaction is rolled back, whoever else is in it.</summary>
internal sealed class RefusedException(string message) : Exception(message);
