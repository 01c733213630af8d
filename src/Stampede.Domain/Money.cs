namespace Stampede.Domain;

/// <param name="AmountMinor">In the currency's smallest unit (cents for USD), 0 or more.</param>
/// <param name="Currency">ISO 4217, three capital letters.</param>
public sealed record Money(long AmountMinor, string Currency);
