using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Stampede.Domain;
using Stampede.Postgres.Line;
using Stampede.Server.Drops;

namespace Stampede.Server.Reservations;

/// <summary>Gives drops their lines, and keeps the lines' secrets until they are public.</summary>
internal sealed class LineDesk(LineRows rows, DropGate gate, IDataProtectionProvider protection)
{
    private const int SecretBytes = 32;

    private readonly IDataProtector protector = protection.CreateProtector("Stampede.LineSecrets");

    /// <summary>The line's rules, the first ones or others: as long as nobody has joined. The same rules again are in effect already.</summary>
    public async Task<Outcome> OpenAsync(DropId drop, LineTerms terms, CustomerId byOperator)
    {
        if (await rows.FindAsync(drop, CancellationToken.None) is not { } line)
        {
            var secret = RandomNumberGenerator.GetBytes(SecretBytes);
            line = await rows.MakeAsync(drop, Convert.ToHexStringLower(Proof.LineOrder.Commit(secret)), protector.Protect(secret), CancellationToken.None);
        }

        if (line.Line?.Terms == terms)
            return new Outcome.Done(0);
        return await rows.WhileEmptyAsync(drop, () => gate.SubmitAsync(drop, new Command.OpenLine(terms, line.Number, line.Commit, byOperator)))
            ?? new Outcome.Refused(new Refusal.LineRulesFixed());
    }

    /// <summary>The number that the order is made of, once the line is sealed and the public number is there.</summary>
    public static string SeedOf(DropId drop, LineState line, string beacon) => Convert.ToHexStringLower(Proof.LineOrder.Seed(
        drop.Value, line.Number, line.SealedSize!.Value, Convert.FromHexString(line.Root!), Convert.FromHexString(line.Secret!), beacon));

    /// <returns>In hex.</returns>
    /// <exception cref="CryptographicException">The key ring that sealed it is lost: this line can only be cancelled.</exception>
    public string SecretOf(RegisteredLine line) => Convert.ToHexStringLower(protector.Unprotect(line.SecretProtected));
}
