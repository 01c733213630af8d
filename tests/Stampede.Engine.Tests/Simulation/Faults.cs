namespace Stampede.Engine.Tests.Simulation;

internal sealed class LinkBrokenException() : IOException("The connection is broken.");

internal sealed class LockTimeoutException() : Exception("Canceling statement due to lock timeout.");

internal sealed class ServerErrorException(string message) : Exception(message);
