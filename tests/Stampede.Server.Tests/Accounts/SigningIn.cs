using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Live;

namespace Stampede.Server.Tests.Accounts;

public sealed class SigningIn(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Register = "/api/v1/accounts/register";
    private const string SignIn = "/api/v1/accounts/sign-in";
    private const string Password = "correct horse battery";

    private readonly ServerUnderTest server = shared.Server;

    private static string AnyEmail() => $"{Guid.NewGuid():n}@example.com";

    private async Task<string> RegisteredAsync()
    {
        var email = AnyEmail();
        using var curl = server.Curl();
        (await curl.PostAsync(Register, new { email, password = Password, displayName = "Carla" })).ShouldBeOk();
        return email;
    }

    [Fact]
    public async Task Who_registers_can_sign_in_and_is_who_they_said()
    {
        var email = AnyEmail();
        using var curl = server.Curl();
        var registered = await curl.PostAsync(Register, new { email, password = Password, displayName = "  Carla " });
        registered.Status.ShouldBe(HttpStatusCode.Created);
        registered.Text("displayName").ShouldBe("Carla");

        var tokens = await curl.PostAsync(SignIn, new { email = email.ToUpperInvariant(), password = Password });
        tokens.Text("tokenType").ShouldBe("Bearer");
        tokens.Json["expiresIn"]!.GetValue<int>().ShouldBe(3600);
        tokens.Text("refreshToken").ShouldNotBeEmpty();
        curl.Token = tokens.Text("accessToken");
        var me = (await curl.GetAsync("/api/v1/me")).ShouldBeOk();
        me.Text("id").ShouldBe(registered.Text("id"));
        me.Text("email").ShouldBe(email);
        me.Json["roles"]!.ToJsonString().ShouldBe("""["customer"]""");
    }

    [Fact]
    public async Task A_browser_gets_a_cookie_that_scripts_cannot_read_and_no_token()
    {
        var email = await RegisteredAsync();
        using var browser = server.Browser();
        var answer = (await browser.PostAsync($"{SignIn}?useCookies=true", new { email, password = Password })).ShouldBeOk();
        answer.Body.ShouldNotContain("oken");
        answer.Header("Set-Cookie")!.ShouldContain("stampede-session=");
        answer.Header("Set-Cookie")!.ShouldContain("samesite=lax; httponly");
        (await browser.GetAsync("/api/v1/me")).Text("email").ShouldBe(email);
    }

    [Fact]
    public async Task An_unknown_e_mail_and_a_wrong_password_get_the_same_answer_after_the_same_work()
    {
        var hasher = new CountingHasher();
        await using var counted = await ServerUnderTest.StartAsync(services: services => services.AddSingleton<IPasswordHasher<Account>>(hasher));
        using var curl = counted.Curl();
        await curl.PostAsync(SignIn, new { email = AnyEmail(), password = Password }); // The line makes its own hash first.

        var before = hasher.Verified;
        var wrong = await curl.PostAsync(SignIn, new { email = ServerUnderTest.OperatorEmail, password = "not it" });
        var unknown = await curl.PostAsync(SignIn, new { email = AnyEmail(), password = "not it" });
        wrong.ShouldBe(401, "invalid_credentials");
        unknown.ShouldBe(401, "invalid_credentials");
        unknown.Body.ShouldBe(wrong.Body);
        (hasher.Verified - before).ShouldBe(2);
    }

    [Fact]
    public async Task After_five_wrong_passwords_an_address_is_locked_out_of_that_account_and_no_other_address_is()
    {
        var email = await RegisteredAsync();
        using var guesser = server.Curl(IPAddress.Parse("127.0.0.66"));
        for (var i = 0; i < SignInFailures.FailuresMax; i++)
            (await guesser.PostAsync(SignIn, new { email, password = $"guess {i}" })).ShouldBe(401, "invalid_credentials");

        var locked = await guesser.PostAsync(SignIn, new { email, password = Password });
        locked.ShouldBe(429, "locked_out");
        int.Parse(locked.Header("Retry-After")!, null).ShouldBeInRange(200, 300);
        (await guesser.PostAsync(SignIn, new { email = await RegisteredAsync(), password = Password })).ShouldBeOk();

        using var owner = server.Curl(IPAddress.Parse("127.0.0.77"));
        (await owner.PostAsync(SignIn, new { email, password = Password })).ShouldBeOk();

        // Five minutes later.
        await using var later = server.Database.DataSource.CreateCommand("update sign_in_failure set last_at = last_at - interval '5 minutes'");
        await later.ExecuteNonQueryAsync();
        (await guesser.PostAsync(SignIn, new { email, password = Password })).ShouldBeOk();
    }

    [Fact]
    public async Task An_unknown_e_mail_is_locked_out_just_like_a_known_one()
    {
        var email = AnyEmail();
        using var guesser = server.Curl(IPAddress.Parse("127.0.0.67"));
        for (var i = 0; i < SignInFailures.FailuresMax; i++)
            (await guesser.PostAsync(SignIn, new { email, password = $"guess {i}" })).ShouldBe(401, "invalid_credentials");
        (await guesser.PostAsync(SignIn, new { email, password = "guess" })).ShouldBe(429, "locked_out");
    }

    [Fact]
    public async Task Thirty_guesses_at_once_are_counted_one_by_one()
    {
        var email = await RegisteredAsync();
        using var guesser = server.Curl(IPAddress.Parse("127.0.0.68"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => guesser.PostAsync(SignIn, new { email, password = $"guess {i}" })));
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized)
            .ShouldBeInRange(SignInFailures.FailuresMax, SignInFailures.FailuresMax + PasswordHashQueue.TurnsMax - 1);
        answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(49, 0)]
    [InlineData(50, 1)]
    [InlineData(1_000_000, 4)]
    public void Failures_from_everywhere_only_slow_an_account_down(int failures, int seconds) =>
        SignInFailures.DelayAfter(failures).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public async Task No_more_passwords_are_hashed_at_once_than_there_are_turns()
    {
        var hasher = new CountingHasher();
        await using var counted = await ServerUnderTest.StartAsync(services: services => services.AddSingleton<IPasswordHasher<Account>>(hasher));
        using var curl = counted.Curl();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => curl.PostAsync(SignIn, new { email = AnyEmail(), password = Password })));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Unauthorized);
        hasher.AtOnceMax.ShouldBeInRange(1, PasswordHashQueue.TurnsMax);
    }

    [Theory]
    [InlineData("""{"password":"long enough","displayName":"x"}""", "email")]
    [InlineData("""{"email":"no address","password":"long enough","displayName":"x"}""", "email")]
    [InlineData("""{"email":"Name <a@b.c>","password":"long enough","displayName":"x"}""", "email")]
    [InlineData("""{"email":"a@b.c","password":"short","displayName":"x"}""", "password")]
    [InlineData("""{"email":"a@b.c","displayName":"x"}""", "password")]
    [InlineData("""{"email":"a@b.c","password":"long enough"}""", "displayName")]
    [InlineData("""{"email":"a@b.c","password":"long enough","displayName":"a\u0000b"}""", "displayName")]
    public async Task A_registration_is_told_which_field_is_wrong(string body, string field)
    {
        using var curl = server.Curl();
        var answer = await curl.SendAsync(HttpMethod.Post, Register, new StringContent(body, null, "application/json"));
        answer.ShouldBe(400, "validation_failed")["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    [Fact]
    public async Task Of_ten_registrations_of_one_e_mail_at_once_one_succeeds()
    {
        var email = AnyEmail();
        using var curl = server.Curl();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => curl.PostAsync(Register, new { email, password = Password, displayName = "x" })));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        foreach (var other in answers.Where(answer => answer.Status != HttpStatusCode.Created))
            other.ShouldBe(409, "email_taken");
    }

    [Fact]
    public async Task Nobody_makes_themselves_an_operator()
    {
        var email = AnyEmail();
        using var curl = server.Curl();
        (await curl.PostAsync(Register, new { email, password = Password, displayName = "x", isOperator = true, roles = new[] { "operator" }, id = Guid.Empty })).ShouldBe(400, "validation_failed");
        (await curl.PostAsync(Register, new { email, password = Password, displayName = "x" })).ShouldBeOk();
        (await curl.PostAsync(SignIn, new { email, password = Password, roles = new[] { "operator" } })).ShouldBe(400, "validation_failed");
        curl.Token = (await curl.PostAsync(SignIn, new { email, password = Password })).Text("accessToken");
        (await curl.PostAsync("/api/v1/probe/operate")).ShouldBe(403, "forbidden");
    }

    [Fact]
    public async Task The_log_tells_who_signed_in_and_who_did_not()
    {
        var heard = new HeardSecurity();
        await using var logged = await ServerUnderTest.StartAsync(services: services => services.AddSingleton<ILoggerProvider>(heard));
        var member = new { email = AnyEmail(), password = Password, displayName = "Carla" };
        using var curl = logged.Curl(IPAddress.Parse("127.0.0.69"));
        (await curl.PostAsync(Register, member)).ShouldBeOk();
        curl.Token = (await curl.PostAsync(SignIn, new { member.email, member.password })).Text("accessToken");
        var id = (await curl.GetAsync("/api/v1/me")).Text("id");
        (await curl.PostAsync("/api/v1/probe/operate")).ShouldBe(403, "forbidden");
        for (var i = 0; i < SignInFailures.FailuresMax; i++)
            await curl.PostAsync(SignIn, new { member.email, password = "guess" });
        (await curl.PostAsync(SignIn, new { member.email, member.password })).ShouldBe(429, "locked_out");
        await curl.PostAsync(SignIn, new { email = AnyEmail(), password = "guess" });

        heard.Lines.ShouldBe(
        [
            $"Account {id} has signed in from 127.0.0.69",
            $"Account {id} may not POST /api/v1/probe/operate; it tried from 127.0.0.69",
            .. Enumerable.Repeat($"Wrong password for account {id} from 127.0.0.69", SignInFailures.FailuresMax),
            heard.Lines[2 + SignInFailures.FailuresMax],
            "Wrong password for account (null) from 127.0.0.69",
        ]);
        heard.Lines[2 + SignInFailures.FailuresMax].ShouldMatch("^127.0.0.69 is locked out of an account for [0-9]+ s more$");
    }

    [Fact]
    public async Task Who_is_not_signed_in_hears_so_in_JSON_and_is_never_redirected()
    {
        using var curl = server.Curl();
        foreach (var answer in new[] { await curl.GetAsync("/api/v1/me"), await curl.PostAsync("/api/v1/probe/operate"), await curl.GetAsync("/api/v1/probe/somebody") })
            answer.ShouldBe(401, "unauthenticated");
        (await curl.GetAsync("/api/v1/probe/anybody")).Body.ShouldContain("nobody");
        curl.Token = "forged";
        (await curl.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
    }

    private sealed class HeardSecurity : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> lines = new();

        public string[] Lines => [.. lines];

        public ILogger CreateLogger(string categoryName) => categoryName == typeof(SecurityLog).FullName ? new Listener(lines) : NullLogger.Instance;

        public void Dispose()
        {
        }

        private sealed class Listener(ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue(formatter(state, exception));
        }
    }

    private sealed class CountingHasher : IPasswordHasher<Account>
    {
        private int atOnce;
        private int verified;

        public int Verified => verified;

        public int AtOnceMax { get; private set; }

        public string HashPassword(Account user, string password) => password;

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            var now = Interlocked.Increment(ref atOnce);
            lock (this)
                AtOnceMax = Math.Max(AtOnceMax, now);
            Thread.SpinWait(20_000);
            Interlocked.Increment(ref verified);
            Interlocked.Decrement(ref atOnce);
            return hashedPassword == providedPassword ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
        }
    }
}

/// <summary>With the settings of a real server, which the other tests do without for the sake of time.</summary>
public sealed class HashingPasswords(LiveServer server) : IClassFixture<LiveServer>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_password_is_hashed_as_often_as_is_recommended_and_an_old_hash_is_made_anew()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        using var registered = await server.Http.PostAsJsonAsync("/api/v1/accounts/register", new { email, password = Password, displayName = "x" });
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await ReadAsync(email)).ShouldBe((2u, 210_000u)); // 2: HMAC-SHA-512.

        var old = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 100_000 })).HashPassword(null!, Password);
        await using var put = Database.CreateCommand("update account set password_hash = $1 where email = $2");
        put.Parameters.AddWithValue(old);
        put.Parameters.AddWithValue(email);
        await put.ExecuteNonQueryAsync();
        using var signedIn = await server.Http.PostAsJsonAsync("/api/v1/accounts/sign-in", new { email, password = Password });
        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(email)).ShouldBe((2u, 210_000u));
    }

    private NpgsqlDataSource Database => server.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Identity's format: a 1, the function, the rounds.</summary>
    private async Task<(uint Function, uint Rounds)> ReadAsync(string email)
    {
        await using var read = Database.CreateCommand("select password_hash from account where email = $1");
        read.Parameters.AddWithValue(email);
        var hash = Convert.FromBase64String((string)(await read.ExecuteScalarAsync())!);
        hash[0].ShouldBe((byte)1);
        return (BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)));
    }
}
