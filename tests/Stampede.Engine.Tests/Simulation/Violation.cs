namespace Stampede.Engine.Tests.Simulation;

/// <summary>A promise was broken. Its message begins with the promise's letter.</summary>
internal sealed class Violation(string message) : Exception(message);
