using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.Json;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Events;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Operations;
using Stampede.Postgres.Operators;
using Stampede.Postgres.Orders;
using Stampede.Postgres.Reservations;
using Stampede.Postgres.Storefront;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Events;
using Stampede.Server.Live;
using Stampede.Server.Operations;
using Stampede.Server.Orders;
using Stampede.Server.Proofs;
using Stampede.Server.Reservations;
using Stampede.Server.Storefront;

namespace Stampede.Server.Http;

/// <summary>Everything that goes over the wire, with its converters; generated at build time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(DropIdConverter), typeof(VariantIdConverter), typeof(ReservationIdConverter), typeof(PurchaseIdConverter),
        typeof(CustomerIdConverter), typeof(PaymentIdConverter), typeof(TimeConverter), typeof(CamelCaseEnumConverter<PaymentRule>), typeof(CamelCaseEnumConverter<Entrance>), typeof(EntryIdConverter), typeof(SnakeCaseEnumConverter<PaymentState>), typeof(CamelCaseEnumConverter<DropStatus>),
        typeof(CamelCaseEnumConverter<Availability>), typeof(CamelCaseEnumConverter<ReservationStatus>), typeof(CamelCaseEnumConverter<EndedBy>),
        typeof(CamelCaseEnumConverter<FieldErrorCode>), typeof(CamelCaseEnumConverter<LegalPage>),
        typeof(CamelCaseEnumConverter<DeliveryRule>), typeof(SnakeCaseEnumConverter<OrderStatus>),
        typeof(CamelCaseEnumConverter<ImportOutcome>), typeof(SnakeCaseEnumConverter<OrderAct>), typeof(SnakeCaseEnumConverter<LetterKind>),
    ])]
[JsonSerializable(typeof(DropSnapshot))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(AccessTokenResponse))]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(GuestBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(ConfirmBody))]
[JsonSerializable(typeof(ConfirmAccountBody))]
[JsonSerializable(typeof(ConfirmedAccount))]
[JsonSerializable(typeof(Challenge))]
[JsonSerializable(typeof(DropSignals))]
[JsonSerializable(typeof(RehearsalCustomersBody))]
[JsonSerializable(typeof(RehearsalCustomers))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(PersonalData))]
[JsonSerializable(typeof(StoredEntry))]
[JsonSerializable(typeof(StoredLetter))]
[JsonSerializable(typeof(StoredNotifyRequest))]
[JsonSerializable(typeof(NotifyBody))]
[JsonSerializable(typeof(NotifyAnswer))]
[JsonSerializable(typeof(NotifyState))]
[JsonSerializable(typeof(NotifyTokenBody))]
[JsonSerializable(typeof(NotifyConfirmed))]
[JsonSerializable(typeof(UpgradeBody))]
[JsonSerializable(typeof(ForgotPasswordBody))]
[JsonSerializable(typeof(ResetPasswordBody))]
[JsonSerializable(typeof(ChangePasswordBody))]
[JsonSerializable(typeof(ChangeEmailBody))]
[JsonSerializable(typeof(ChangeMeBody))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(Connected))]
[JsonSerializable(typeof(StockChanged))]
[JsonSerializable(typeof(PurchaseCompleted))]
[JsonSerializable(typeof(ReservationExpired))]
[JsonSerializable(typeof(OfferEnding))]
[JsonSerializable(typeof(LineChanged))]
[JsonSerializable(typeof(Page<DropSnapshot>))]
[JsonSerializable(typeof(CreateDropBody))]
[JsonSerializable(typeof(ChangeDropBody))]
[JsonSerializable(typeof(AdjustmentBody))]
[JsonSerializable(typeof(ImportDropsBody))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(Page<LedgerLine>))]
[JsonSerializable(typeof(VerificationAnswer))]
[JsonSerializable(typeof(ReserveBody))]
[JsonSerializable(typeof(Reservation))]
[JsonSerializable(typeof(Page<Reservation>))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Page<Receipt>))]
[JsonSerializable(typeof(PaymentConfig))]
[JsonSerializable(typeof(PayBody))]
[JsonSerializable(typeof(RefreshPaymentBody))]
[JsonSerializable(typeof(PaymentAnswer))]
[JsonSerializable(typeof(OperatorPayment))]
[JsonSerializable(typeof(Page<OperatorPayment>))]
[JsonSerializable(typeof(RefundBody))]
[JsonSerializable(typeof(PaymentActs))]
[JsonSerializable(typeof(TestLedger))]
[JsonSerializable(typeof(LineBody))]
[JsonSerializable(typeof(PaceBody))]
[JsonSerializable(typeof(ExclusionsBody))]
[JsonSerializable(typeof(ExclusionsAnswer))]
[JsonSerializable(typeof(BeaconValueBody))]
[JsonSerializable(typeof(SkipBody))]
[JsonSerializable(typeof(CancelLineBody))]
[JsonSerializable(typeof(OperatorLine))]
[JsonSerializable(typeof(LineDocument))]
[JsonSerializable(typeof(JoinBody))]
[JsonSerializable(typeof(PreferBody))]
[JsonSerializable(typeof(JoinedAnswer))]
[JsonSerializable(typeof(LineMe))]
[JsonSerializable(typeof(Page<OwnLine>))]
[JsonSerializable(typeof(ProofKeysAnswer))]
[JsonSerializable(typeof(LineRegister))]
[JsonSerializable(typeof(ReceiptAnswer))]
[JsonSerializable(typeof(ContactBody))]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(CountryList))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(Page<OrderAnswer>))]
[JsonSerializable(typeof(SentBody))]
[JsonSerializable(typeof(SentOrdersBody))]
[JsonSerializable(typeof(SentOrders))]
[JsonSerializable(typeof(ChangeOrderBody))]
[JsonSerializable(typeof(StoredOrder))]
[JsonSerializable(typeof(StoredNote))]
[JsonSerializable(typeof(StoredBlock))]
[JsonSerializable(typeof(ReleaseHoldsBody))]
[JsonSerializable(typeof(ReleasedHolds))]
[JsonSerializable(typeof(BlockBody))]
[JsonSerializable(typeof(BlockedList))]
[JsonSerializable(typeof(Page<Block>))]
[JsonSerializable(typeof(CustomerNoteBody))]
[JsonSerializable(typeof(CustomerNote))]
[JsonSerializable(typeof(RunDropsBody))]
[JsonSerializable(typeof(RanDrops))]
[JsonSerializable(typeof(Board))]
[JsonSerializable(typeof(DropReport))]
[JsonSerializable(typeof(HoldsPage))]
[JsonSerializable(typeof(OperationsHealth))]
[JsonSerializable(typeof(DropFigures))]
[JsonSerializable(typeof(ShopOverview))]
[JsonSerializable(typeof(WarningsAnswer))]
[JsonSerializable(typeof(UploadedPicture))]
[JsonSerializable(typeof(TicketBody))]
[JsonSerializable(typeof(SecondFactorBody))]
[JsonSerializable(typeof(ReauthenticationBody))]
[JsonSerializable(typeof(Reauthenticated))]
[JsonSerializable(typeof(PasskeyOptions))]
[JsonSerializable(typeof(SecondFactorAnswer))]
[JsonSerializable(typeof(CodesSetup))]
[JsonSerializable(typeof(CodeBody))]
[JsonSerializable(typeof(PasskeyBody))]
[JsonSerializable(typeof(SecondFactorSet))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(PeopleList))]
[JsonSerializable(typeof(RoleBody))]
[JsonSerializable(typeof(PeopleRulesBody))]
[JsonSerializable(typeof(PeopleRules))]
[JsonSerializable(typeof(InviteBody))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(Invited))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(MachineKeyList))]
[JsonSerializable(typeof(NewMachineKey))]
[JsonSerializable(typeof(InvitationBody))]
[JsonSerializable(typeof(Invitation))]
[JsonSerializable(typeof(AcceptBody))]
[JsonSerializable(typeof(Page<HistoryLine>))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(ReturnAnswer))]
[JsonSerializable(typeof(ShopAnswer))]
[JsonSerializable(typeof(ShopBody))]
[JsonSerializable(typeof(LegalPageAnswer))]
[JsonSerializable(typeof(LegalPageBody))]
[JsonSerializable(typeof(LegalSource))]
[JsonSerializable(typeof(LetterWordsList))]
[JsonSerializable(typeof(LetterWordsBody))]
[JsonSerializable(typeof(SavedLetterWords))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(ShopEvent))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(ChangeWebhookBody))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(DeliveryAnswer))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(RotatedSecret))]
[JsonSerializable(typeof(ReplayedEvents))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>For what is written straight to the wire: answers are no HTML, so a quote stays a quote.</summary>
    public static ApiJson Wire => Relaxed.Context;

    private static class Relaxed
    {
        public static readonly ApiJson Context =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

internal sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;

internal sealed class SnakeCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;

internal static class JsonSetup
{
    public static IServiceCollection AddApiJson(this IServiceCollection services) =>
        services.Configure<JsonOptions>(options =>
        {
            var serializer = options.SerializerOptions;
            serializer.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // A context's own converters are not taken along with it.
            foreach (var converter in ApiJson.Default.Options.Converters)
                serializer.Converters.Add(converter);
            serializer.NumberHandling = JsonNumberHandling.Strict; // "5" is text.
            serializer.AllowDuplicateProperties = false;
            serializer.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow; // A slip of the pen must not pass for done.
            serializer.MaxDepth = 16;
        });
}
