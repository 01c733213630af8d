namespace Stampede.Server.Hosting;

/// <summary>A setting is wrong: the server does not start. The message is one line that names it, its value and the range.</summary>
internal sealed class SettingException(string message) : Exception(message);
