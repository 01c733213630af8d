using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Pictures;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Hostile;

/// <summary>
/// Object-level and function-level authority: every operation of the API's description, called by everybody there is,
/// on their own, another's, a hidden and a missing object. An operation without a rule in the table fails.
/// </summary>
public sealed class Authorization(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Password = "correct horse battery";

    private readonly Shop shop = shared.Shop;

    internal enum Rule
    {
        /// <summary>Everybody, signed in or not.</summary>
        Anybody,

        /// <summary>Who is signed in, on what is their own.</summary>
        SignedIn,

        /// <summary>The customer whose reservation it is; to all others it is not there.</summary>
        Owner,

        Operator,
    }

    /// <param name="Drop">The address names a drop, which may be a draft or missing.</param>
    /// <param name="Body">In place of the description's own example.</param>
    /// <param name="Asks">What whoever may call it is told first here, such as to say their password again.</param>
    /// <param name="Role">Of the console's: whoever has it or a higher one may call it.</param>
    /// <param name="Lacks">Who may call it gets no further here: this shop sends no letters and takes no payment, they have bought nothing, or the body names nobody.</param>
    /// <param name="Account">A guest has none of it, and is told so.</param>
    internal sealed record Row(Rule Rule, bool Drop = false, string? Body = null, bool Lacks = false, int Asks = 0, string Role = "operator", bool Account = false);

    private static readonly Dictionary<string, Row> Rules = new()
    {
        ["Register"] = new(Rule.Anybody),
        ["SignIn"] = new(Rule.Anybody),
        ["SignInAsGuest"] = new(Rule.Anybody),
        ["CompleteSignIn"] = new(Rule.Anybody),
        ["BeginPasskeySignIn"] = new(Rule.Anybody),
        ["LookAtInvitation"] = new(Rule.Anybody),
        ["AcceptInvitation"] = new(Rule.Anybody),
        ["ConfirmEmail"] = new(Rule.Anybody),
        ["GetSession"] = new(Rule.Anybody),
        ["Refresh"] = new(Rule.Anybody),
        ["ForgotPassword"] = new(Rule.Anybody),
        ["NotifyMe"] = new(Rule.Anybody, Drop: true, Lacks: true),
        ["ConfirmNotify"] = new(Rule.Anybody),
        ["UnsubscribeNotify"] = new(Rule.Anybody),
        ["ResetPassword"] = new(Rule.Anybody),
        ["ListDrops"] = new(Rule.Anybody),
        ["GetDrop"] = new(Rule.Anybody, Drop: true),
        ["WatchDrop"] = new(Rule.Anybody, Drop: true),
        ["WatchSeveralDrops"] = new(Rule.Anybody),
        ["CheckReturn"] = new(Rule.Anybody),
        ["GetPicture"] = new(Rule.Anybody),
        ["GetPictureSize"] = new(Rule.Anybody),
        ["HealthLive"] = new(Rule.Anybody),
        ["HealthReady"] = new(Rule.Anybody),
        ["GetPaymentConfig"] = new(Rule.Anybody),
        ["ReceivePaymentEvent"] = new(Rule.Anybody),
        ["GetProof"] = new(Rule.Anybody, Drop: true),
        ["GetCheckpoint"] = new(Rule.Anybody, Drop: true),
        ["ListLines"] = new(Rule.Anybody),
        ["ListCountries"] = new(Rule.Anybody),
        ["ListProofKeys"] = new(Rule.Anybody),
        ["GetShop"] = new(Rule.Anybody),
        ["GetCalendar"] = new(Rule.Anybody, Drop: true),
        ["GetLegalPage"] = new(Rule.Anybody),

        ["SignOut"] = new(Rule.SignedIn),
        ["Me"] = new(Rule.SignedIn),
        ["ExportMe"] = new(Rule.SignedIn),
        ["GetProfile"] = new(Rule.SignedIn),
        ["GetNotify"] = new(Rule.Anybody, Drop: true),
        ["DontNotifyMe"] = new(Rule.SignedIn, Drop: true),
        ["ChangeMe"] = new(Rule.SignedIn, Body: """{"hideName": false}"""),
        ["ChangePassword"] = new(Rule.SignedIn, Account: true),
        ["ChangeEmail"] = new(Rule.SignedIn, Lacks: true),
        ["UpgradeGuest"] = new(Rule.SignedIn, Body: $$"""{"email": "{{ServerUnderTest.OperatorEmail}}"}""", Lacks: true),
        ["EraseMe"] = new(Rule.SignedIn),
        ["Reauthenticate"] = new(Rule.SignedIn, Body: """{"password": "not theirs at all"}""", Asks: 401),
        ["BeginReauthentication"] = new(Rule.SignedIn),
        ["GetSecondFactor"] = new(Rule.SignedIn),
        ["BeginCodes"] = new(Rule.SignedIn, Asks: 403),
        ["ConfirmCodes"] = new(Rule.SignedIn, Asks: 403),
        ["RemoveCodes"] = new(Rule.SignedIn, Asks: 403),
        ["RenewRecoveryCodes"] = new(Rule.SignedIn, Asks: 403),
        ["BeginPasskey"] = new(Rule.SignedIn, Asks: 403),
        ["AddPasskey"] = new(Rule.SignedIn, Asks: 403),
        ["RemovePasskey"] = new(Rule.SignedIn, Asks: 403),
        ["ListMySessions"] = new(Rule.SignedIn),
        ["EndOtherSessions"] = new(Rule.SignedIn),
        ["EndSession"] = new(Rule.SignedIn, Lacks: true),
        ["SendConfirmationMail"] = new(Rule.SignedIn, Lacks: true),
        ["GetChallenge"] = new(Rule.SignedIn, Drop: true),
        ["GetLine"] = new(Rule.Anybody, Drop: true),
        ["JoinLine"] = new(Rule.SignedIn, Drop: true, Lacks: true),
        ["GetMyEntry"] = new(Rule.SignedIn, Drop: true, Lacks: true),
        ["ListMyLines"] = new(Rule.SignedIn),
        ["ChangeMyEntry"] = new(Rule.SignedIn, Drop: true, Lacks: true),
        ["LeaveLine"] = new(Rule.SignedIn, Drop: true, Lacks: true),
        ["GetMyContact"] = new(Rule.SignedIn),
        ["SaveMyContact"] = new(Rule.SignedIn),
        ["ListMyReservations"] = new(Rule.SignedIn),
        ["ListMyPurchases"] = new(Rule.SignedIn),
        ["GetMyPurchase"] = new(Rule.SignedIn, Lacks: true),
        ["Reserve"] = new(Rule.SignedIn, Drop: true, Body: "{}"),
        ["GetReceipt"] = new(Rule.SignedIn, Drop: true, Lacks: true),

        ["GetReservation"] = new(Rule.Owner, Drop: true),
        ["CancelReservation"] = new(Rule.Owner, Drop: true),
        ["Purchase"] = new(Rule.Owner, Drop: true),
        ["ClaimOffer"] = new(Rule.Owner, Drop: true, Lacks: true),
        ["Pay"] = new(Rule.Owner, Drop: true, Lacks: true),
        ["GetPayment"] = new(Rule.Owner, Drop: true, Lacks: true),
        ["GiveUpPayment"] = new(Rule.Owner, Drop: true, Lacks: true),
        ["RefreshPayment"] = new(Rule.Owner, Drop: true, Lacks: true),

        ["UploadPicture"] = new(Rule.Operator),
        ["CreateDrop"] = new(Rule.Operator),
        ["ImportDrops"] = new(Rule.Operator),
        ["ChangeDrop"] = new(Rule.Operator, Drop: true, Body: """{"name": "Another name"}"""),
        ["DeleteDrop"] = new(Rule.Operator, Drop: true, Lacks: true),
        ["ArchiveDrop"] = new(Rule.Operator, Drop: true, Lacks: true),
        ["UnarchiveDrop"] = new(Rule.Operator, Drop: true),
        ["PublishDrop"] = new(Rule.Operator, Drop: true),
        ["PauseDrop"] = new(Rule.Operator, Drop: true),
        ["ResumeDrop"] = new(Rule.Operator, Drop: true),
        ["EndDrop"] = new(Rule.Operator, Drop: true),
        ["AdjustStock"] = new(Rule.Operator, Drop: true),
        ["ListMovements"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["ExportPurchases"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["VerifyDrop"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["GetOperationsHealth"] = new(Rule.Operator, Role: "viewer"),
        ["ConfirmAccount"] = new(Rule.Operator, Body: """{"email": "nobody-here@example.com"}""", Lacks: true),
        ["GetSignals"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["GetBoard"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["GetReport"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["GetFigures"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["ExportFigures"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["GetOverview"] = new(Rule.Operator, Role: "viewer"),
        ["ListWarnings"] = new(Rule.Operator, Role: "viewer"),
        ["ListKeys"] = new(Rule.Operator, Role: "owner"),
        ["MakeKey"] = new(Rule.Operator, Role: "owner"),
        ["RevokeKey"] = new(Rule.Operator, Role: "owner", Lacks: true),
        ["ListEvents"] = new(Rule.Operator, Role: "viewer"),
        ["ListWebhooks"] = new(Rule.Operator),
        ["GetWebhook"] = new(Rule.Operator, Lacks: true),
        ["ListDeliveries"] = new(Rule.Operator, Lacks: true),
        ["MakeWebhook"] = new(Rule.Operator, Role: "owner"),
        ["ChangeWebhook"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["DeleteWebhook"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["TestWebhook"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["RotateWebhookSecret"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["ReplayDelivery"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["ReplayEvents"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["ListHolds"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["ReleaseHold"] = new(Rule.Operator, Drop: true, Role: "support"),
        ["ReleaseHolds"] = new(Rule.Operator, Drop: true, Role: "support"),
        ["ExportSignals"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["ListBlocks"] = new(Rule.Operator, Role: "viewer"),
        ["Block"] = new(Rule.Operator),
        ["LiftBlock"] = new(Rule.Operator),
        ["SetCustomerNote"] = new(Rule.Operator, Lacks: true, Role: "support"),
        ["RunDrops"] = new(Rule.Operator),
        ["ListPayments"] = new(Rule.Operator, Role: "viewer"),
        ["GetPaymentAsOperator"] = new(Rule.Operator, Lacks: true, Role: "viewer"),
        ["RefundPayment"] = new(Rule.Operator, Lacks: true, Role: "support"),
        ["ListOrders"] = new(Rule.Operator, Role: "viewer"),
        ["GetOrder"] = new(Rule.Operator, Lacks: true, Role: "viewer"),
        ["ChangeOrder"] = new(Rule.Operator, Lacks: true),
        ["MarkOrderSent"] = new(Rule.Operator, Lacks: true),
        ["MarkOrderNotSent"] = new(Rule.Operator, Lacks: true),
        ["MarkOrdersSent"] = new(Rule.Operator),
        ["ExportOrders"] = new(Rule.Operator, Role: "viewer"),
        ["CapturePayment"] = new(Rule.Operator, Lacks: true),
        ["VoidPayment"] = new(Rule.Operator, Lacks: true),
        ["GetTestLedger"] = new(Rule.Operator, Lacks: true, Role: "viewer"),
        ["ExportPayments"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["SetLine"] = new(Rule.Operator, Drop: true, Lacks: true),
        ["GetLineAsOperator"] = new(Rule.Operator, Drop: true, Lacks: true, Role: "viewer"),
        ["PaceLine"] = new(Rule.Operator, Drop: true, Lacks: true),
        ["ExcludeEntries"] = new(Rule.Operator, Drop: true),
        ["SetBeacon"] = new(Rule.Operator, Drop: true, Lacks: true),
        ["SkipPlace"] = new(Rule.Operator, Drop: true, Lacks: true),
        ["CancelLine"] = new(Rule.Operator, Drop: true, Lacks: true),
        ["ChangeShop"] = new(Rule.Operator),
        ["ChangeLegalPage"] = new(Rule.Operator),
        ["GetLegalSource"] = new(Rule.Operator, Role: "viewer"),
        ["ChangeLetterWords"] = new(Rule.Operator),
        ["ListLetterWords"] = new(Rule.Operator, Role: "viewer"),
        ["ListPaymentActs"] = new(Rule.Operator, Drop: true, Role: "viewer"),
        ["ListHistory"] = new(Rule.Operator, Role: "viewer"),
        ["ListPeople"] = new(Rule.Operator, Role: "viewer"),
        ["ChangeRole"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["DismissPerson"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["ResetSecondFactor"] = new(Rule.Operator, Lacks: true, Role: "owner"),
        ["SetPeopleRules"] = new(Rule.Operator, Role: "owner"),
        ["ListInvitations"] = new(Rule.Operator, Role: "owner"),
        ["Invite"] = new(Rule.Operator, Role: "owner"),
        ["WithdrawInvitation"] = new(Rule.Operator, Lacks: true, Role: "owner"),
    };

    /// <summary>What is served and not described: nothing of it reads or changes what is somebody's, but for the page of one's turn (see TurnPages).</summary>
    private static readonly string[] Undescribed =
        ["/live", "/live/negotiate", "/openapi/v1.json", "/docs", "/docs/{file}", "/problems/{code}", "/drops/{dropId}/turn", "/robots.txt", "/sitemap.xml", "/manifest.webmanifest", "/icon.png", "/icon.svg"];

    public static TheoryData<string> Operations { get; } = new(Rules.Keys);

    [Fact]
    public async Task Every_route_has_a_rule_and_the_description_says_whether_it_wants_a_sign_in()
    {
        var described = await DescribedAsync();
        described.Keys.ShouldBe(Rules.Keys, ignoreOrder: true);
        foreach (var (name, operation) in described)
            (operation.Says["security"] is JsonArray { Count: > 0 }).ShouldBe(Rules[name].Rule != Rule.Anybody, name);

        var served = shared.Hosted.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.Trim('/')}")
            .Where(path => !path.StartsWith("/api/v1/probe/", StringComparison.Ordinal)).Distinct();
        served.ShouldBe(described.Values.Select(operation => operation.Path).Distinct().Concat(Undescribed), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Nobody_reaches_what_is_not_theirs(string name)
    {
        var (rule, ofDrop, _, lacks, asks, _, ofAccount) = Rules[name];
        var operation = (await DescribedAsync())[name];
        var owner = await MemberAsync();
        var me = (await owner.GetAsync("/api/v1/me")).ShouldBeOk().Json;
        string[] secrets = [me.Text("id"), me.Text("email"), owner.Token!];
        var anonymous = shop.Anybody;
        var guest = await shop.CustomerAsync();
        var other = await MemberAsync();
        var live = await shop.CreateDropAsync(new { limitPerCustomer = 1_000 });
        var draft = await shop.CreateDropAsync(new { draft = true });
        var hold = await live.HoldAsync(owner);
        secrets = [.. secrets, hold.Text("id")];

        // Another's, or without the right: refused, nothing changed, nothing told.
        var before = (await live.ReadAsync()).Number("version");
        foreach (var (who, caller) in new[] { ("anonymous", anonymous), ("guest", guest), ("other customer", other), ("operator", shop.Operator) })
        {
            var isOperator = caller == shop.Operator;
            var isRight = rule is Rule.SignedIn && caller != anonymous || rule is Rule.Operator && isOperator;
            foreach (var drop in ofDrop ? new[] { live.Id, draft.Id, Guid.NewGuid().ToString() } : [live.Id])
            {
                // Who may is called further down; and an operator sees drafts.
                if (isRight && (drop == live.Id || rule is Rule.Operator && drop == draft.Id))
                    continue;
                var answer = await CallAsync(operation, caller, drop, live, hold);
                var context = $"{name} by {who} on {(drop == live.Id ? "live" : drop == draft.Id ? "draft" : "none")}: {(int)answer.Status} {answer.Body}";
                var expected = (rule, who) switch
                {
                    (Rule.Anybody, _) => !ofDrop || drop == live.Id || drop == draft.Id && isOperator ? (200, 499) : (404, 404),
                    (_, "anonymous") => (401, 401),
                    (Rule.Operator, _) when !isOperator => (403, 403),
                    _ => (404, 404),
                };
                ((int)answer.Status).ShouldBeInRange(expected.Item1, expected.Item2, context);
                if (rule is Rule.Anybody && name is not ("SignIn" or "Refresh" or "CompleteSignIn" or "BeginPasskeySignIn")) // Which ask who it is.
                    ((int)answer.Status).ShouldNotBeOneOf([401, 403], context);
                foreach (var secret in secrets)
                    answer.Body.ShouldNotContain(secret, customMessage: context);
            }
        }

        (await live.ReadAsync()).Number("version").ShouldBe(before, name);
        (await owner.GetAsync(live.Of(hold))).ShouldBeOk().Json.Text("status").ShouldBe("active", name);

        if (ofAccount)
            (await CallAsync(operation, guest, live.Id, live, hold)).ShouldBe(403, "forbidden");
        // Who may is not refused, on their own.
        foreach (var caller in rule switch { Rule.Operator => [shop.Operator], Rule.Owner => [owner], Rule.SignedIn => ofAccount ? [other] : new[] { guest, other }, _ => [] })
        {
            var answer = await CallAsync(operation, caller, live.Id, live, hold);
            if (asks != 0)
                ((int)answer.Status).ShouldBe(asks, $"{name}: {answer.Body}");
            else if (lacks)
                ((int)answer.Status).ShouldBeOneOf([404, 409], $"{name}: {answer.Body}");
            else
                ((int)answer.Status).ShouldBeInRange(200, 299, $"{name}: {answer.Body}");
            if (rule is Rule.SignedIn)
            {
                foreach (var secret in secrets)
                    answer.Body.ShouldNotContain(secret, customMessage: name);
            }
        }
    }

    [Fact]
    public async Task Each_role_reaches_what_its_row_says_and_nothing_more()
    {
        string[] roles = ["viewer", "support", "operator", "owner"];
        var callers = new Dictionary<string, Visitor>();
        foreach (var role in roles)
        {
            var email = $"{Guid.NewGuid():n}@example.com";
            var link = (await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role })).Text("link");
            (await shop.Anybody.PostAsync("/api/v1/accounts/invitation/accept", new { token = link.Split('#')[1], displayName = ServerUnderTest.AnyName(), password = Password })).ShouldBeOk();
            callers[role] = new Visitor(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).Text("accessToken"));
            var me = (await callers[role].GetAsync("/api/v1/me")).ShouldBeOk().Json;
            (me.Text("role"), me["roles"]!.ToJsonString().Contains("operator", StringComparison.Ordinal)).ShouldBe((role, role is "operator" or "owner"));
        }

        foreach (var (name, operation) in await DescribedAsync())
        {
            if (Rules[name].Rule is not Rule.Operator)
                continue;
            var needed = Array.IndexOf(roles, Rules[name].Role);
            var drop = await shop.CreateDropAsync();
            var hold = await drop.HoldAsync(await shop.CustomerAsync());
            foreach (var (index, role) in roles.Index())
            {
                var answer = await CallAsync(operation, callers[role], drop.Id, drop, hold);
                if (index < needed)
                    answer.ShouldBe(403, "forbidden");
                else
                    ((int)answer.Status).ShouldNotBeOneOf([401, 403], $"{name} by {role}: {answer.Body}");
            }
        }
    }

    [Fact]
    public async Task A_reservation_is_not_reached_through_another_drop()
    {
        var (one, two) = (await shop.CreateDropAsync(), await shop.CreateDropAsync());
        var customer = await shop.CustomerAsync();
        var hold = await one.HoldAsync(customer);
        foreach (var (method, tail) in new[] { (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/purchase") })
            (await customer.SendAsync(method, $"{two.Of(hold)}{tail}")).ShouldBe(404, "reservation_not_found");
        (await customer.GetAsync(one.Of(hold))).ShouldBeOk().Json.Text("status").ShouldBe("active");
    }

    private sealed record Operation(string Path, HttpMethod Method, JsonNode Says);

    private async Task<Dictionary<string, Operation>> DescribedAsync()
    {
        var document = (await shop.Anybody.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
        return (from path in document["paths"]!.AsObject()
                from verb in path.Value!.AsObject()
                select new Operation(path.Key, new HttpMethod(verb.Key.ToUpperInvariant()), verb.Value!))
            .ToDictionary(operation => operation.Says.Text("operationId"));
    }

    private async Task<Visitor> MemberAsync()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = Password, displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        return new Visitor(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).Text("accessToken"));
    }

    /// <summary>A request that is in order, but for who sends it.</summary>
    private static async Task<Answer> CallAsync(Operation operation, Visitor caller, string drop, Drop live, JsonNode hold)
    {
        var name = operation.Says.Text("operationId");
        var path = operation.Path.Replace("{dropId}", drop, StringComparison.Ordinal).Replace("{variantId}", live.Variant(), StringComparison.Ordinal)
            .Replace("{reservationId}", hold.Text("id"), StringComparison.Ordinal)
            .Replace("{page}", "imprint", StringComparison.Ordinal).Replace("{file}", "480.webp", StringComparison.Ordinal).Replace("{kind}", "receipt", StringComparison.Ordinal)
            .Replace("{blockId}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{accountId}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{invitationId}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
            .Replace("{webhookId}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{eventId}", "evt_1", StringComparison.Ordinal)
            .Replace("{keyId}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{sessionId}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{passkeyId}", "AAAA", StringComparison.Ordinal)
            .Replace("{paymentId}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{orderId}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{provider}", "stripe", StringComparison.Ordinal)
            .Replace("{id}", name is "GetPicture" or "GetPictureSize" ? Guid.NewGuid().ToString() : hold.Text("id"), StringComparison.Ordinal);
        path.ShouldNotContain("{");
        if (name == "WatchDrop")
            return await caller.BeginAsync(path);
        var example = operation.Says["requestBody"]?["content"]?["application/json"]?["example"];
        using HttpContent? content = name == "UploadPicture" ? Picture()
            : Rules[name].Body is { } body ? new StringContent(body, null, "application/json")
            : example is not null ? JsonContent.Create(example)
            : null;
        return await caller.SendAsync(operation.Method, path, content);
    }

    private static MultipartFormDataContent Picture() => new() { { new ByteArrayContent(Sample.Png()), "file", "shoe.png" } };
}
