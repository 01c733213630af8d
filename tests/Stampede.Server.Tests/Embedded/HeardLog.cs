using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Stampede.Testing;

namespace Stampede.Server.Tests.Embedded;

/// <summary>A log that a test can wait on.</summary>
internal sealed class HeardLog : ILogger
{
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();

    public async Task<string> HearAsync(string part)
    {
        using var patience = new CancellationTokenSource(DataFolder.Patience);
        while (true)
            if (await _messages.Reader.ReadAsync(patience.Token) is var message && message.Contains(part, StringComparison.Ordinal))
                return message;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messages.Writer.TryWrite(formatter(state, exception));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
