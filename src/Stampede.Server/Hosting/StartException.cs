namespace Stampede.Server.Hosting;

/// <summary>The program cannot start as it was called, or in this environment. The message is one line for the operator.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
