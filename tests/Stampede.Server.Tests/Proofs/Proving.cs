using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Proof;
using Stampede.Server.Proofs;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Payments;
using Stampede.Testing;

namespace Stampede.Server.Tests.Proofs;

/// <summary>What everybody can download of a drop, and what it shows.</summary>
public sealed class Proving(PayingShop paying) : IClassFixture<PayingShop>
{
    private const string Name = "Ottilie Unmistakable";

    private readonly Shop shop = paying.Shop;

    [Fact]
    public async Task A_purchase_is_in_the_proof_at_once_and_one_changed_byte_is_named()
    {
        var drop = await shop.CreateDropAsync();
        var bought = await drop.SellAsync(await shop.CustomerAsync(Name));
        var proof = (await DownloadedProof.OfAsync(drop)).ShouldBeGood();
        proof.Movements.Count().ShouldBe(3);
        proof.Movements.Last().ShouldContain(bought.Text("id"));
        proof.Text.ShouldNotContain("Ottilie");
        (await DownloadedProof.OfAsync(drop)).Text.ShouldBe(proof.Text);

        var changed = proof.Text.Replace("\"quantity\":1", "\"quantity\":2", StringComparison.Ordinal);
        ProofReader.Verify(new MemoryStream(Encoding.UTF8.GetBytes(changed))).Findings.Select(finding => finding.Code).Distinct()
            .ShouldBe(["limit_exceeded", "ledger_root_differs", "file_signature_invalid"], ignoreOrder: true);
    }

    /// <summary>Every kind of movement that there is, as the server writes them.</summary>
    [Fact]
    public async Task A_drop_with_everything_in_it_is_proved()
    {
        var drop = await shop.CreateDropAsync(new
        {
            draft = true,
            payment = "required",
            limitPerCustomer = 3,
            holdSeconds = 10,
            description = "Größe \"42\"\nsecond line",
            variants = new[] { new { label = "EU 42", total = 20 }, new { label = "EU 43", total = 5 } },
        });
        await shop.Operator.PatchAsync(drop.Path, new { name = "Another name", price = new { amountMinor = 500, currency = "USD" } });
        foreach (var verb in new[] { "publish", "pause", "resume" })
            (await drop.RunAsync(verb)).ShouldBeOk();
        (await drop.AdjustAsync(5, "A pallet more")).ShouldBeOk();
        var (one, two, three) = (await shop.CustomerAsync(Name), await shop.CustomerAsync(Name), await shop.CustomerAsync(Name));
        async Task<JsonNode> PayAsync(Visitor customer, string card)
        {
            var hold = await drop.HoldAsync(customer, 1, drop.Variant());
            return (await customer.PostAsync($"{drop.Of(hold)}/payment", new { card })).Json;
        }

        var paid = await PayAsync(one, PayingShop.Succeeds);
        await PayAsync(one, PayingShop.Declined);
        (await shop.Operator.PostAsync($"/api/v1/operations/payments/{paid.Text("id")}/refund", new { restock = true, reason = "Ottilie sent it back" })).ShouldBeOk();
        await PayAsync(two, PayingShop.Succeeds);
        (await two.DeleteAsync(drop.Of(await drop.HoldAsync(two, 1, drop.Variant(1))))).ShouldBeOk();
        var lapsing = await drop.HoldAsync(three, 1, drop.Variant());
        await Until.TrueAsync(async () => (await three.GetAsync(drop.Of(lapsing))).Text("status") == "expired");
        (await shop.Operator.PatchAsync(drop.Path, new { limitPerCustomer = 2, endsAt = DateTimeOffset.UtcNow.AddDays(1) })).ShouldBeOk();
        (await drop.RunAsync("end")).ShouldBeOk();

        var proof = (await DownloadedProof.OfAsync(drop)).ShouldBeGood();
        var kinds = proof.Movements.Select(line => JsonNode.Parse(line)!.Text("kind")).Distinct().ToList();
        kinds.ShouldBe(
        [
            "created", "changed", "published", "paused", "resumed", "adjusted", "reserved", "paying", "purchased", "unpaid", "returned", "cancelled", "expired", "ended",
        ], ignoreOrder: true);
        // Of people and operators there is nothing.
        foreach (var secret in new[] { "Ottilie", "operator@", (await one.GetAsync("/api/v1/me")).Text("id"), (await shop.Operator.GetAsync("/api/v1/me")).Text("id") })
            proof.Text.ShouldNotContain(secret);

        // Each by their own lines.
        foreach (var (customer, code) in new[] { (one, "returned"), (two, "bought"), (three, "not_bought") })
        {
            var receipt = await ReceiptAsync(drop, customer);
            receipt.Code.ShouldBe(code);
            ProofReceipt.Check(receipt.ToBytes()).ShouldBeEmpty();
            proof.ShouldBeGood(receipt);
        }
    }

    [Fact]
    public async Task A_receipt_is_ones_own()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 500, limitPerCustomer = 1 });
        // More than one tile, and a part of the next.
        foreach (var customer in await shop.CustomersAsync(140))
            await drop.SellAsync(customer);
        var (holder, other) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        await drop.HoldAsync(holder);
        var receipt = await ReceiptAsync(drop, holder);
        (receipt.Code, receipt.Lines.Count).ShouldBe(("holding", 1));
        ProofReceipt.Check(receipt.ToBytes()).ShouldBeEmpty();
        (await DownloadedProof.OfAsync(drop)).ShouldBeGood(receipt);
        (await other.GetAsync($"{drop.Path}/receipt")).ShouldBe(404, "receipt_not_found");
        (await shop.Anybody.GetAsync($"{drop.Path}/receipt")).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task A_draft_is_nobodys()
    {
        var draft = await shop.CreateDropAsync(new { draft = true });
        foreach (var tail in new[] { "proof", "proof/checkpoint", "receipt" })
            (await shop.Operator.GetAsync($"{draft.Path}/{tail}")).ShouldBe(404, "drop_not_found");
    }

    [Fact]
    public async Task Checkpoints_follow_within_a_second_or_so_and_are_signed_by_the_shops_key()
    {
        var drop = await shop.CreateDropAsync();
        var keys = (await shop.Anybody.GetAsync("/.well-known/stampede-keys")).ShouldBeOk().Json["keys"]!.AsArray();
        var key = keys.Where(key => key!["until"] is null).ShouldHaveSingleItem()!;
        key.Text("shop").ShouldBe(ProofKeys.NamelessShop);
        var customer = await shop.CustomerAsync();
        await drop.SellAsync(customer);
        SignedNote? note = null;
        await Until.TrueAsync(async () => (note = SignedNote.Parse((await shop.Anybody.GetAsync($"{drop.Path}/proof/checkpoint")).Body)) is not null && Checkpoint.Of(note)!.Size == 3);
        note!.FindSigner([ProofPublicKey.Parse(key.Text("publicKey"))]).ShouldNotBeNull();
        Checkpoint.Of(note)!.Origin.ShouldBe($"{ProofKeys.NamelessShop}/drops/{drop.Id}/ledger");
    }

    [Fact]
    public async Task Another_key_signs_from_now_on_and_what_the_old_one_signed_stays_good()
    {
        var drop = await shop.CreateDropAsync();
        await drop.SellAsync(await shop.CustomerAsync());
        var before = (await DownloadedProof.OfAsync(drop)).ShouldBeGood();
        await paying.Hosted.Services.GetRequiredService<ProofKeys>().RotateAsync(CancellationToken.None);
        await drop.SellAsync(await shop.CustomerAsync());
        var after = (await DownloadedProof.OfAsync(drop)).ShouldBeGood();
        after.Verify().Header!.Keys.Count.ShouldBe(before.Verify().Header!.Keys.Count + 1);
        after.Movements.Take(3).ShouldBe(before.Movements);
    }

    [Fact]
    public async Task Who_is_forgotten_changes_no_byte_of_what_was_signed()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync(Name);
        await drop.SellAsync(customer);
        var before = (await DownloadedProof.OfAsync(drop)).ShouldBeGood();
        (await customer.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await DownloadedProof.OfAsync(drop)).ShouldBeGood().Movements.ShouldBe(before.Movements);
    }

    [Fact]
    public async Task The_register_is_empty_where_no_drop_has_a_line() =>
        (await shop.Anybody.GetAsync("/api/v1/register")).ShouldBeOk().Body.ShouldBe("""{"items":[],"next":null}""");

    private static async Task<ProofReceipt> ReceiptAsync(Drop drop, Visitor customer) =>
        ProofReceipt.Parse(Encoding.UTF8.GetBytes((await customer.GetAsync($"{drop.Path}/receipt")).ShouldBeOk().Body));
}
