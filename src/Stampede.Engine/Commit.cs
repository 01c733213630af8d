using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>Movements that are durable, and what they led to.</summary>
/// <param name="View">The drop after the last of the movements.</param>
/// <param name="Movements">In order, without gaps.</param>
/// <param name="IsOwn">This node wrote them; otherwise another did, and this one has read them.</param>
public sealed record Commit(DropView View, IReadOnlyList<Movement> Movements, bool IsOwn);
