using System.Globalization;
using Stampede.Postgres;

namespace Stampede.EmbeddedPostgres;

/// <summary>
/// The account that PostgreSQL runs as: our own, or, because PostgreSQL refuses to run as root, an unprivileged one
/// that the commands are handed to.
/// </summary>
internal sealed class Account
{
    private readonly bool isSelf;
    private readonly bool reachesThroughClosedFolders;

    private Account(string name, uint uid, uint gid, bool isSelf, bool reachesThroughClosedFolders = false)
    {
        (Name, Uid, Gid) = (name, uid, gid);
        (this.isSelf, this.reachesThroughClosedFolders) = (isSelf, reachesThroughClosedFolders);
    }

    public string Name { get; }

    public uint Uid { get; }

    public uint Gid { get; }

    /// <summary>Ourselves; as root, whoever owns the data, or else the first of postgres and nobody that exists.</summary>
    public static async Task<Account> ChooseAsync(string dataDirectory, string clusterDirectory, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return await FindAsync(null, isSelf: true, cancellation) ?? throw new EmbeddedPostgresException("The id command does not say who we are.");

        var owner = await FileOwner.OfAsync(Directory.Exists(clusterDirectory) ? clusterDirectory : dataDirectory, cancellation);
        // PostgreSQL wants an account with an entry in passwd, so an id alone will not do.
        string?[] candidates = [owner == 0 ? null : owner.ToString(CultureInfo.InvariantCulture), "postgres", "nobody"];
        foreach (var candidate in candidates)
            if (candidate is not null && await FindAsync(candidate, isSelf: false, cancellation) is { } account)
                return account;
        throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root and there is neither a postgres nor a nobody account to run it as. "
            + $"Run Stampede as an ordinary user, or give {dataDirectory} to one with chown.");
    }

    /// <summary>This account, able to get at all the paths, or the reason why that cannot be.</summary>
    public async Task<Account> ReachingAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        if (isSelf || await ReachesAsync(paths, cancellation) is { Succeeded: true })
            return this;

        // Behind a closed folder such as /root: lend the one capability that reads and searches everywhere.
        var lent = new Account(Name, Uid, Gid, isSelf: false, reachesThroughClosedFolders: true);
        var result = await lent.ReachesAsync(paths, cancellation);
        return result.Succeeded
            ? lent
            : throw new EmbeddedPostgresException(
                $"PostgreSQL has to run as {Name} rather than root, and {Name} cannot reach {string.Join(" and ", paths)}"
                + (result.Output.Length == 0 ? "" : $" ({result.Output})")
                + ". Use folders that it can reach, for the program and for Stampede__DataDirectory, or run Stampede as an ordinary user.");
    }

    /// <summary>Runs a program as this account.</summary>
    /// <exception cref="EmbeddedPostgresException">setpriv is missing.</exception>
    public async Task<CommandResult> RunAsync(IReadOnlyList<string> line, string? input, CancellationToken cancellation)
    {
        if (isSelf)
            return await Command.RunAsync(line, input, cancellation);
        try
        {
            return await Command.RunAsync([.. Prefix(), .. line], input, cancellation);
        }
        catch (System.ComponentModel.Win32Exception e) when (!DatabaseFaults.IsOutOfHandles(e))
        {
            throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and the setpriv command (package util-linux), which would run it as "
                + $"{Name}, is missing. Install it, or run Stampede as an ordinary user.", e);
        }
    }

    private Task<CommandResult> ReachesAsync(IReadOnlyList<string> paths, CancellationToken cancellation) =>
        RunAsync(["/bin/sh", "-c", "for path; do test -r \"$path\" && test -x \"$path\" || exit 1; done", "sh", .. paths], null, cancellation);

    private string[] Prefix()
    {
        // With no_setuid_fixup the capability also counts for access(2), with which PostgreSQL looks for its own files.
        string[] capabilities = reachesThroughClosedFolders
            ? [.. Only("-all,+dac_read_search"), "--ambient-caps=-all,+dac_read_search", "--securebits=+no_setuid_fixup"]
            : ["--inh-caps=-all"];
        return ["setpriv", $"--reuid={Uid}", $"--regid={Gid}", "--clear-groups", "--no-new-privs", .. capabilities, "--"];

        static string[] Only(string set) => [$"--inh-caps={set}", $"--bounding-set={set}"];
    }

    private static async Task<Account?> FindAsync(string? who, bool isSelf, CancellationToken cancellation)
    {
        string[] arguments = who is null ? [] : [who];
        var name = await Command.TryRunAsync(["id", "-un", .. arguments], cancellation);
        var uid = await Command.TryRunAsync(["id", "-u", .. arguments], cancellation);
        var gid = await Command.TryRunAsync(["id", "-g", .. arguments], cancellation);
        return name.Succeeded && uid.Succeeded && gid.Succeeded
            ? new(name.Output, uint.Parse(uid.Output, CultureInfo.InvariantCulture), uint.Parse(gid.Output, CultureInfo.InvariantCulture), isSelf)
            : null;
    }
}
