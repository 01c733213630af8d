using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Stampede.Postgres.Proofs;
using Stampede.Proof;
using Stampede.Server.Hosting;

namespace Stampede.Server.Proofs;

/// <summary>The shop's keys. Their secret halves are kept protected by the data-protection keys, like sessions.</summary>
internal sealed class ProofKeys(ProofKeyRows rows, IDataProtectionProvider protection, StampedeSettings settings) : IDisposable
{
    /// <summary>The name of a shop that has no public address.</summary>
    public const string NamelessShop = "stampede";

    private const int SeedBytes = 32;

    private readonly IDataProtector protector = protection.CreateProtector("Stampede.ProofKey");
    private readonly Lock gate = new();

    private (string Public, ProofSigningKey Key)? opened;

    /// <summary>The name that a new key signs under.</summary>
    public string Shop { get; } = settings.PublicUrl is { } address ? new Uri(address).Authority : NamelessShop;

    public void Dispose() => opened?.Key.Dispose();

    /// <summary>The oldest first; there is one that signs.</summary>
    public async Task<IReadOnlyList<KeptKey>> ListAsync(CancellationToken cancellation)
    {
        var keys = await rows.ListAsync(cancellation);
        if (keys.Any(key => key.Key.Until is null))
            return keys;
        await MakeAsync(onlyFirst: true, cancellation);
        return await rows.ListAsync(cancellation);
    }

    /// <summary>From now on another key signs.</summary>
    public Task RotateAsync(CancellationToken cancellation) => MakeAsync(onlyFirst: false, cancellation);

    /// <exception cref="InvalidOperationException">Its secret half cannot be read: the data-protection keys that it was kept under are gone.</exception>
    public ProofSigningKey Open(KeptKey kept)
    {
        lock (gate)
        {
            if (opened is { } known && known.Public == kept.Key.Public.Base64)
                return known.Key;
            try
            {
                var seed = Convert.FromBase64String(protector.Unprotect(kept.ProtectedKey));
                // The one before is left to whoever may be signing with it.
                opened = (kept.Key.Public.Base64, new ProofSigningKey(seed));
                CryptographicOperations.ZeroMemory(seed);
                return opened.Value.Key;
            }
            catch (CryptographicException lost)
            {
                throw new InvalidOperationException("The shop's key for proofs cannot be read: the data-protection keys are not those it was kept under. Make another: proof-keys rotate.", lost);
            }
        }
    }

    private async Task MakeAsync(bool onlyFirst, CancellationToken cancellation)
    {
        var seed = RandomNumberGenerator.GetBytes(SeedBytes);
        using var key = new ProofSigningKey(seed);
        await rows.AddAsync(Shop, key.Public, protector.Protect(Convert.ToBase64String(seed)), onlyFirst, cancellation);
        CryptographicOperations.ZeroMemory(seed);
    }
}
