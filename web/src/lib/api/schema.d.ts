/**
 * This file was made of openapi.json by npm run api:types. Do not change it by hand.
 */

export interface paths {
    "/api/v1/accounts/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open an account with a password; then sign in */
        post: operations["Register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with e-mail and password */
        post: operations["SignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/guest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a display name alone; the guest belongs to this device, the name may be others' too */
        post: operations["SignInAsGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the caller, a guest, an account: it keeps its purchases and holds, and goes with them to other devices */
        post: operations["UpgradeGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a link to set a new password by; the answer is the same whether or not there is an account */
        post: operations["ForgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends all sessions that there are: who has the new password signs in with it. */
        post: operations["ResetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new access token for a refresh token */
        post: operations["Refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session: its tokens and its cookie are worth nothing from now on */
        post: operations["SignOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For pages: that nobody is signed in is an answer there, and no refusal for the browser to complain of. */
        get: operations["GetSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm the e-mail of an account, by the link that was sent there */
        post: operations["ConfirmEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/confirmation-mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another mail, to the caller's own address. */
        post: operations["SendConfirmationMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/accounts/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm somebody's account without a letter */
        post: operations["ConfirmAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the caller is */
        get: operations["Me"];
        put?: never;
        post?: never;
        /** A second time it does nothing, and says the same. */
        delete: operations["EraseMe"];
        options?: never;
        head?: never;
        /** What is absent stays. What was shown before under the name changes too. */
        patch: operations["ChangeMe"];
        trace?: never;
    };
    "/api/v1/me/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's account as it is now */
        get: operations["GetProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set another password; all other sessions end */
        post: operations["ChangePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** With the password, so that an open browser is not enough. Whether somebody else has the new address is not told. */
        post: operations["ChangeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is stored about the caller */
        get: operations["ExportMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes and changes drops by their external ids, from CSV or JSON; without dryRun=false it only says what would be */
        post: operations["ImportDrops"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The work that a reservation of the caller is to be paid for with; none by default */
        get: operations["GetChallenge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How this shop takes money */
        get: operations["GetPaymentConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/events/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the provider tells; signed by it */
        post: operations["ReceivePaymentEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/countries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Countries, and what an address in each looks like */
        get: operations["ListCountries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A drop's line, the same for everybody */
        get: operations["GetLine"];
        /** How people come in: open, a queue at the opening, or a draw; each with a waitlist or not */
        put: operations["SetLine"];
        /** Joins the line; a second time, from any device, it is the same entry */
        post: operations["JoinLine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The lines that the caller has joined; of one drop, by its id or slug */
        get: operations["ListMyLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All lines of the shop, without a gap, newest first */
        get: operations["ListLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/stampede-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys that the shop signs with */
        get: operations["ListProofKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened, in order: to ask again from where the last answer ended */
        get: operations["ListEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A drop's events as they happen (server-sent events) */
        get: operations["WatchDrop"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The events of up to 20 drops on one connection (server-sent events); those that are not there are left out */
        get: operations["WatchSeveralDrops"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/drops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes, pauses, resumes or archives several drops; each has its own answer */
        post: operations["RunDrops"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what in the console, newest first */
        get: operations["ListHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a PNG, JPEG or WebP of at most 5 MB */
        post: operations["UploadPicture"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pictures/uploaded/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An uploaded picture */
        get: operations["GetPicture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pictures/uploaded/{id}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An uploaded picture in one of its widths: 480.webp */
        get: operations["GetPictureSize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drops/{dropId}/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A drop's opening, for a calendar */
        get: operations["GetCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/embed/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the shop's pages may lead back to this address: it has to be of an allowed origin */
        get: operations["CheckReturn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/sign-in/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second half of a sign-in: a code, a recovery code or a passkey */
        post: operations["CompleteSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/sign-in/second-factor/passkey-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser asks the person's device with */
        post: operations["BeginPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/reauthentication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says again who the caller is, for what guards their account */
        post: operations["Reauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/reauthentication/passkey-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser asks the person's device with */
        post: operations["BeginReauthentication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's second factor */
        get: operations["GetSecondFactor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the caller is signed in */
        get: operations["ListMySessions"];
        put?: never;
        post?: never;
        /** Ends all sessions of the caller but this one */
        delete: operations["EndOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one session of the caller */
        delete: operations["EndSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the secret for an app; it counts once a code of it has come */
        post: operations["BeginCodes"];
        /** Takes the app away */
        delete: operations["RemoveCodes"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/codes/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings the app's first code: from now on sign-ins ask for one; all other sessions end */
        post: operations["ConfirmCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ten new recovery codes; those of before open nothing any more */
        post: operations["RenewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser makes a passkey with */
        post: operations["BeginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps a passkey: from now on sign-ins ask for a second factor; all other sessions end */
        post: operations["AddPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/{passkeyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a passkey away */
        delete: operations["RemovePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who runs the shop */
        get: operations["ListPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{accountId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes the role away, and ends their sessions; the account stays a customer's */
        delete: operations["DismissPerson"];
        options?: never;
        head?: never;
        /** Gives somebody another role; it counts on all nodes within two seconds */
        patch: operations["ChangeRole"];
        trace?: never;
    };
    "/api/v1/people/{accountId}/reset-second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** For somebody who has lost theirs: takes it away, and ends their sessions */
        post: operations["ResetSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** What holds for all who run the shop */
        put: operations["SetPeopleRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who was invited and has not come yet */
        get: operations["ListInvitations"];
        put?: never;
        /** Invites somebody to run the shop: a link, good once and for three days */
        post: operations["Invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Its link opens nothing any more */
        delete: operations["WithdrawInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** For the page that the link leads to. */
        post: operations["LookAtInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/invitation/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who has an account is signed in with it; who has none gets one with a password of their own, and then signs in. */
        post: operations["AcceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys for machines, with their scopes and last use */
        get: operations["ListKeys"];
        put?: never;
        /** Makes a key for a machine; it is shown in this answer alone */
        post: operations["MakeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** The key opens nothing any more, on all nodes within two seconds */
        delete: operations["RevokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the caller is told of the drop */
        get: operations["GetNotify"];
        put?: never;
        /** Be told by mail: of an upcoming drop 15 minutes before it opens, of one that is sold out when something is back */
        post: operations["NotifyMe"];
        /** Not be told of the drop any more */
        delete: operations["DontNotifyMe"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notify/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm by the link that was mailed that its reader wants to be told */
        post: operations["ConfirmNotify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notify/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Not be told any more, by the link in a letter; without signing in */
        post: operations["UnsubscribeNotify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drops, newest first, by name or by start */
        get: operations["ListDrops"];
        put?: never;
        /** Creates a drop */
        post: operations["CreateDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One drop, by id or slug */
        get: operations["GetDrop"];
        put?: never;
        post?: never;
        /** Deletes a draft */
        delete: operations["DeleteDrop"];
        options?: never;
        head?: never;
        /** Changes text, price, schedule or limit; of a draft, its sizes, hold time and payment too */
        patch: operations["ChangeDrop"];
        trace?: never;
    };
    "/api/v1/drops/{dropId}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a drop out of the lists; one that has not opened, or is paused, ends */
        post: operations["ArchiveDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/unarchive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows an archived drop in the lists again */
        post: operations["UnarchiveDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows a draft to customers */
        post: operations["PublishDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes no new reservations for now */
        post: operations["PauseDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on after a pause */
        post: operations["ResumeDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the drop for good */
        post: operations["EndDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/variants/{variantId}/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds stock, or takes free stock away */
        post: operations["AdjustStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stock ledger, by version; all of it, or what is looked for */
        get: operations["ListMovements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/purchases.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All purchases, or those of which something is new, as CSV */
        get: operations["ExportPurchases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recomputes the books and names what disagrees */
        get: operations["VerifyDrop"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Holds stock for the caller */
        post: operations["Reserve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/reservations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of the caller's reservations */
        get: operations["GetReservation"];
        put?: never;
        post?: never;
        /** Gives the stock back at once */
        delete: operations["CancelReservation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/reservations/{id}/purchase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns a reservation into a purchase */
        post: operations["Purchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/reservations/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says yes to an offer of the line: from here on there is the drop's hold time to buy it */
        post: operations["ClaimOffer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's reservations, newest first */
        get: operations["ListMyReservations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/purchases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of the caller's purchases */
        get: operations["GetMyPurchase"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/purchases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's purchases, newest first */
        get: operations["ListMyPurchases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/reservations/{id}/payment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest attempt to pay for a reservation */
        get: operations["GetPayment"];
        put?: never;
        /** Pays for a reservation, which is kept meanwhile */
        post: operations["Pay"];
        /** Gives the attempt up; the hold goes on to its first end */
        delete: operations["GiveUpPayment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/reservations/{id}/payment/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** After the bank's question: asks the provider, and settles now */
        post: operations["RefreshPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments, newest first */
        get: operations["ListPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/payments/{paymentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One payment, its steps and its refunds */
        get: operations["GetPaymentAsOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/payments/{paymentId}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives money back, all or a part of it */
        post: operations["RefundPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/payments/{paymentId}/capture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Captures again what could not be captured; of the manual provider: says that it is paid */
        post: operations["CapturePayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/payments/{paymentId}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets an authorisation go; where it was sold and not captured, the sale is taken back */
        post: operations["VoidPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/payments/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What operators did with a drop's payments: the newest hundred */
        get: operations["ListPaymentActs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/payments/test/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The test provider's own books */
        get: operations["GetTestLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/payments.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All payments of a drop, as CSV */
        get: operations["ExportPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the caller is reached, as they last said; nothing where they have not */
        get: operations["GetMyContact"];
        /** Says how the caller is reached; an order keeps it as it was when it was bought */
        put: operations["SaveMyContact"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders across drops, newest first; found by number, name or e-mail */
        get: operations["ListOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order, and what operators did with it */
        get: operations["GetOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Puts a wrong contact right before it is sent, or writes a note */
        patch: operations["ChangeOrder"];
        trace?: never;
    };
    "/api/v1/orders/{orderId}/sent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that it was sent; its customer is written to */
        post: operations["MarkOrderSent"];
        /** It was not sent after all; a letter that has not gone does not go */
        delete: operations["MarkOrderNotSent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/sent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says of many that they were sent */
        post: operations["MarkOrdersSent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders with contact and address, as CSV */
        get: operations["ExportOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the caller stands */
        get: operations["GetMyEntry"];
        put?: never;
        post?: never;
        /** Leaves the line, for good */
        delete: operations["LeaveLine"];
        options?: never;
        head?: never;
        /** Other sizes, until the close */
        patch: operations["ChangeMyEntry"];
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The line, with what only operators see */
        get: operations["GetLineAsOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line/pace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Faster, slower, pause, or calm; the order stays */
        post: operations["PaceLine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line/exclusions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes entries out before the seal, with a reason that the person sees */
        post: operations["ExcludeEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line/beacon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings the public number of a sealed line */
        post: operations["SetBeacon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Passes a place over; everybody sees it, with the reason */
        post: operations["SkipPlace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/line/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the line; it stays in the register, with the reason */
        post: operations["CancelLine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that happened to the drop, signed: a file for verify-proof */
        get: operations["GetProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/proof/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest signed checkpoint of the drop's ledger */
        get: operations["GetCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the caller in the drop, with the way into what was signed */
        get: operations["GetReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is sent what happens, and how that goes */
        get: operations["ListWebhooks"];
        put?: never;
        /** Sends what happens from now on to an address; the secret is shown in this answer alone */
        post: operations["MakeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them */
        get: operations["GetWebhook"];
        put?: never;
        post?: never;
        /** Nothing is sent to it any more, and its deliveries are forgotten */
        delete: operations["DeleteWebhook"];
        options?: never;
        head?: never;
        /** Another address, other events; switches it off, or on again from where it stopped */
        patch: operations["ChangeWebhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends it a webhook.test now, once, and tells what came of it */
        post: operations["TestWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new secret; the one of before signs too for 24 hours */
        post: operations["RotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What it was sent in the last 30 days and is to be sent, the newest events first */
        get: operations["ListDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/deliveries/{eventId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends it an event again, under the same id */
        post: operations["ReplayDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends it again all that happened since a time, under the same ids */
        post: operations["ReplayEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Database, nodes and lag */
        get: operations["GetOperationsHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the stock does not tell: demand, refusals, the way it went */
        get: operations["GetBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came of the drop */
        get: operations["GetReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who goes about reserving like a machine: hints, not proofs */
        get: operations["GetSignals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live holds, newest first or by the time left */
        get: operations["ListHolds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/holds/{reservationId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a customer's hold back */
        post: operations["ReleaseHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong now, and what to do about it; what is sold out, as news */
        get: operations["ListWarnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 30 days across drops: money, sales, drops sold out */
        get: operations["GetOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Money, sell-through, people from watching to buying, refusals and sales over time */
        get: operations["GetFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/figures.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stock or sales over time, as CSV */
        get: operations["ExportFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/holds/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives back all that these customers hold in the drop */
        post: operations["ReleaseHolds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drops/{dropId}/signals.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who goes about reserving like a machine, as CSV: at most 10,000, those that show the most first */
        get: operations["ExportSignals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may not reserve, newest first */
        get: operations["ListBlocks"];
        put?: never;
        /** Keeps accounts, an address or a network from reserving and from joining lines; it counts on all nodes within two seconds */
        post: operations["Block"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{blockId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lifts a block */
        delete: operations["LiftBlock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{accountId}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** What operators should know of a customer */
        put: operations["SetCustomerNote"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the shop is */
        get: operations["GetShop"];
        /** Says who the shop is; what is left out is taken away */
        put: operations["ChangeShop"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shop/legal/{page}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The imprint, or privacy, terms or returns */
        get: operations["GetLegalPage"];
        /** Writes a legal page; without a text, takes it away */
        put: operations["ChangeLegalPage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shop/legal/{page}/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A legal page as it was written */
        get: operations["GetLegalSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shop/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the shop says of its own in its emails, and how they look */
        get: operations["ListLetterWords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shop/letters/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Writes the shop's own words in emails of one kind; without a text, takes them away */
        put: operations["ChangeLetterWords"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["HealthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A reservation could be decided now */
        get: operations["HealthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccentBody: {
            /** @description Absent: ink. */
            light?: null | string;
            /** @description Absent: ink. */
            dark?: null | string;
        };
        AcceptBody: {
            /** @description What stands behind the # of the link. 1 to 100 characters. */
            token: string;
            /** @description Of a new account. Who has one is signed in with it. 1 to 160 characters. */
            displayName?: null | string;
            /** @description Of a new account. 8 to 256 characters. */
            password?: null | string;
        };
        AccessTokenResponse: {
            tokenType: null | string;
            accessToken: string;
            /** Format: int64 */
            expiresIn: number;
            refreshToken: string;
        };
        AddressBody: {
            /** @description 1 to 100 characters. */
            line1: string;
            /** @description At most 100 characters. */
            line2?: null | string;
            /** @description As the country writes it; GET /api/v1/countries tells which have one. At most 20 characters. */
            postalCode?: null | string;
            /** @description 1 to 100 characters. */
            city: string;
            /** @description The state, province or prefecture, where the country's addresses have one. At most 100 characters. */
            region?: null | string;
            /** @description Of ISO 3166-1, two capital letters. */
            country: string;
        };
        AdjustmentBody: {
            /**
             * Format: int32
             * @description Units to add; negative: to take away. Not 0. From -10,000,000 to 10,000,000.
             */
            change: number;
            /** @description 1 to 500 characters. */
            reason: string;
        };
        /**
         * @description What is left, from a customer's point of view.
         * @enum {unknown}
         */
        Availability: "available" | "allHeld" | "soldOut";
        BeaconBody: {
            /** @description none, drand or declared. */
            kind?: null | string;
            /** @description Of drand: the chain's hash; absent: quicknet's. */
            chain?: null | string;
            /**
             * Format: int64
             * @description Of drand: named beforehand; absent: the first one that is out 30 s or more after the seal.
             */
            round?: null | number;
            /** @description Of a declared one: which public number it is, in words. At most 200 characters. */
            what?: null | string;
        };
        /** @description The public number, where the server does not fetch it. */
        BeaconValueBody: {
            /** @description Of drand: 64 hex digits, the SHA-256 of the signature. */
            randomness?: null | string;
            /** @description Of drand, in hex. */
            signature?: null | string;
            /** @description Of a declared one: the number, as it was published. At most 200 characters. */
            value?: null | string;
        };
        /** @description A block as operators see it. */
        Block: {
            id: string;
            /** @description account, address or network. */
            kind: string;
            /** @description Null: in the whole shop. */
            dropId: null | string;
            dropName: null | string;
            /** @description Opaque. */
            customerId: null | string;
            /** @description Of an account, as it is called now. */
            customerName: null | string;
            /** @description Of a network, such as 203.0.113.0/24. An address is only known by a hash. */
            network: null | string;
            reason: string;
            /**
             * Format: date-time
             * @description Null: until it is lifted.
             */
            until: null | string;
            /** Format: date-time */
            at: string;
            /** @description Opaque. */
            actor: string;
            /** @description Of the operator, as they are called now. */
            actorName: string;
        };
        /** @description One of customerIds, addressOf and network is needed. */
        BlockBody: {
            /** @description Absent: in the whole shop. */
            dropId?: null | string;
            /** @description Accounts, guests too. 1 to 100 items. */
            customerIds?: null | string[];
            /** @description A customer: the network address that they had last in this drop is blocked there, with everybody who shares it. Only where signals are recorded. */
            addressOf?: null | string;
            /** @description A network, such as 203.0.113.0/24 or 2001:db8::/48. At most 60 characters. */
            network?: null | string;
            /** @description For operators; and the customer may read it in the export of their data. 1 to 500 characters. */
            reason: string;
            /**
             * Format: date-time
             * @description Absent: until it is lifted.
             */
            until?: null | string;
        };
        BlockedList: {
            items: components["schemas"]["Block"][];
        };
        Board: {
            /** @description Opaque. */
            dropId: string;
            /** Format: date-time */
            serverTime: string;
            /**
             * Format: date-time
             * @description When the books were read for it: refusals, conversion and series are of this moment.
             */
            asOf: string;
            /**
             * Format: int64
             * @description Attempts to reserve, of all codes: who presses twice is refused twice.
             */
            refused: number;
            refusedByCode: {
                [key: string]: number;
            };
            /**
             * Format: int32
             * @description Live connections that watch this drop, on all nodes, without those of operators.
             */
            watchers: number;
            /**
             * Format: double
             * @description Over the last few seconds.
             */
            reservationsPerSecond: number;
            /**
             * Format: double
             * @description Of the reservations that have ended, how many were bought: 0 to 1; null before the first has ended.
             */
            conversion: null | number;
            /** @description Stock over time since the start; at most 300 points. */
            series: components["schemas"]["StockPoint"][];
            money?: null | components["schemas"]["DropMoney"];
        };
        CancelLineBody: {
            /** @description 1 to 500 characters. */
            reason: string;
        };
        /** @description Work to be done before a reservation. */
        Challenge: {
            /** @description Opaque; null where no work is asked for. */
            text: null | string;
            /**
             * Format: int32
             * @description Leading zero bits that the proof's hash must have.
             */
            bits: number;
            /** Format: date-time */
            expiresAt: null | string;
            /** Format: date-time */
            serverTime: string;
        };
        /** @description What is absent stays as it is; null takes away what a drop can be without. */
        ChangeDropBody: {
            /** @description 1 to 200 characters. */
            name?: string;
            /** @description What another program calls it, once in the shop. Null: nothing any more. At most 100 characters. */
            externalId?: null | string;
            /** @description At most 10,000 characters. */
            description?: null | string;
            /** @description Takes the place of the first picture. Null: there are no pictures any more. At most 2,000 characters. */
            imageUrl?: null | string;
            /** @description All that there are from here on; the first becomes the imageUrl. In place of imageUrl. 0 to 8 items. */
            pictures?: components["schemas"]["PictureBody"][];
            /** @description Text; lines that have a | in them are rows of a table. At most 4,000 characters. */
            sizeGuide?: null | string;
            price?: components["schemas"]["PriceBody"];
            /**
             * Format: date-time
             * @description Null: of a draft, which then opens when it is published.
             */
            startsAt?: null | string;
            /**
             * Format: date-time
             * @description Null: it goes on until it is ended by hand.
             */
            endsAt?: null | string;
            /**
             * Format: int32
             * @description From 1 to 1,000,000.
             */
            limitPerCustomer?: number;
            delivery?: string;
            /** @description Null: all. 1 to 250 items. */
            deliveryCountries?: null | string[];
            /**
             * Format: int32
             * @description Of a draft. From 1 to 3,600.
             */
            holdSeconds?: number;
            /** @description Of a draft: none, or required. */
            payment?: string;
            /** @description Of a draft: all that there are from here on. One that is named by its id, or by the label that it has, stays the same one. 1 to 200 items. */
            variants?: components["schemas"]["ChangedVariantBody"][];
            /**
             * Format: int32
             * @description Of a draft, in place of variants: the stock of a drop of one size. From 0 to 10,000,000.
             */
            totalStock?: number;
        };
        ChangeEmailBody: {
            /** @description 3 to 254 characters. */
            email: string;
            /** @description 1 to 256 characters. */
            password: string;
        };
        ChangeMeBody: {
            /** @description Absent: stays. Seen as at most 40 characters, of which some are made of several. 1 to 160 characters. */
            displayName?: null | string;
            /** @description Absent: stays. */
            language?: null | string;
            /** @description Purchases are shown under no name. Absent: stays. */
            hideName?: null | boolean;
        };
        /** @description What is absent stays as it is. */
        ChangeOrderBody: {
            /** @description The whole of it, before it is sent. */
            contact?: components["schemas"]["ContactBody"];
            /** @description Null: it goes. At most 2,000 characters. */
            note?: null | string;
        };
        ChangePasswordBody: {
            /** @description 1 to 256 characters. */
            currentPassword: string;
            /** @description 8 to 256 characters. */
            password: string;
        };
        /** @description What is absent stays as it is. */
        ChangeWebhookBody: {
            /** @description 1 to 2,000 characters. */
            url?: string;
            /** @description Null: none. At most 200 characters. */
            description?: null | string;
            /** @description Empty: all but those of holds. 0 to 20 items. */
            types?: string[];
            /** @description Empty: all. 0 to 100 items. */
            drops?: string[];
            /** @description on or off. Switched on again, it goes on where it stopped. */
            state?: string;
        };
        ChangedVariantBody: {
            /** @description Absent: the draft's variant of this label, or a new one. */
            id?: null | string;
            /** @description 1 to 60 characters. */
            label: string;
            /**
             * Format: int32
             * @description From 0 to 10,000,000.
             */
            total: number;
            /** @description Absent: as it is. Empty: none any more. At most 64 characters. */
            sku?: null | string;
        };
        CodeBody: {
            /** @description 1 to 40 characters. */
            code: string;
        };
        CodesSetup: {
            /** @description For apps that cannot read the picture. */
            secret: string;
            /** @description What the picture says. */
            uri: string;
            /** @description The QR code, a text of 0 and 1 for each row, with its margin. */
            dots: string[];
        };
        ConfirmAccountBody: {
            /** @description 3 to 254 characters. */
            email: string;
        };
        ConfirmBody: {
            /** @description What stands behind the # of the link. */
            token: string;
        };
        ConfirmedAccount: {
            email: string;
            displayName: string;
        };
        /** @description How a customer is reached. An e-mail here is no identity: nobody has confirmed it. */
        Contact: {
            email: string;
            name: string;
            phone: null | string;
            address: components["schemas"]["PostalAddress"];
        };
        ContactBody: {
            /** @description Where letters about what is bought go. It is no identity: nobody signs in with it. 3 to 254 characters. */
            email: string;
            /** @description 1 to 100 characters. */
            name: string;
            /** @description At most 40 characters. */
            phone?: null | string;
            address?: null | components["schemas"]["AddressBody"];
        };
        /** @description What an address in a country looks like. */
        Country: {
            /** @description Of ISO 3166-1. */
            code: string;
            /** @description required or optional. */
            postalCode: string;
            /** @description 9: a digit, A: a letter, X: either; spaces and dashes do not count. Absent: any. */
            postalCodeShapes?: null | string[];
            /** @description The state, province or prefecture. */
            regionRequired: boolean;
            needsPostalCode: boolean;
        };
        CountryList: {
            /** @description By their codes. */
            items: components["schemas"]["Country"][];
        };
        CreateDropBody: {
            /** @description 1 to 200 characters. */
            name: string;
            /** @description What another program calls it, once in the shop. For those who run the shop alone. At most 100 characters. */
            externalId?: null | string;
            /** @description At most 10,000 characters. */
            description?: null | string;
            /** @description The drop's only picture; pictures take several, with their alt texts. At most 2,000 characters. */
            imageUrl?: null | string;
            /** @description In the order in which they are shown; the first becomes the imageUrl. In place of imageUrl. 0 to 8 items. */
            pictures?: null | components["schemas"]["PictureBody"][];
            /** @description Text; lines that have a | in them are rows of a table, as in "EU | US | UK". At most 4,000 characters. */
            sizeGuide?: null | string;
            price: components["schemas"]["PriceBody"];
            /** Format: date-time */
            startsAt?: null | string;
            /** Format: date-time */
            endsAt?: null | string;
            /**
             * Format: int32
             * @description Absent: as the shop is set. From 1 to 3,600.
             */
            holdSeconds?: null | number;
            /**
             * Format: int32
             * @description Absent: 1. From 1 to 1,000,000.
             */
            limitPerCustomer?: null | number;
            /** @description Either these, or `totalStock` for a drop of one size. 1 to 200 items. */
            variants?: null | components["schemas"]["VariantBody"][];
            /**
             * Format: int32
             * @description From 0 to 10,000,000.
             */
            totalStock?: null | number;
            /** @description none, or required: what has a price is bought with an authorised payment alone. Default: none. Fixed from the publication on. */
            payment?: null | string;
            /** @description none, email or address: what a customer must say before they can buy. Default: none. Fixed once something of a published drop is bought. */
            delivery?: null | string;
            /** @description The codes of the countries that it is sent to, of ISO 3166-1. Absent: all. 1 to 250 items. */
            deliveryCountries?: null | string[];
            draft?: null | boolean;
        };
        /** @description What operators should know of a customer: one text, which goes with the account. */
        CustomerNote: {
            /** @description Opaque. */
            customerId: string;
            note: string;
            /** Format: date-time */
            at: string;
            /** @description Who wrote it last. */
            actor: string;
        };
        CustomerNoteBody: {
            /** @description Empty or null: there is none any more. At most 2,000 characters. */
            note?: null | string;
        };
        DatabaseHealth: {
            reachable: boolean;
            /** @description Null while it cannot be reached. */
            version: null | string;
            /**
             * Format: double
             * @description Of the question that this answer is made from; null while it cannot be reached.
             */
            latencyMilliseconds: null | number;
            /** @description What its own settings put at risk, such as fsync = off. */
            warnings: string[];
        };
        DeliveryAnswer: {
            eventId: string;
            type: string;
            /** @description Null: of a test. */
            dropId: null | string;
            /** @description waiting, delivered or failed. */
            state: string;
            /** Format: int32 */
            attempts: number;
            /**
             * Format: int32
             * @description Null: no answer came, or nothing was sent yet.
             */
            lastStatus: null | number;
            /** @description The beginning of what the receiver said. */
            lastAnswer: null | string;
            /** @description status, redirect, gone, timeout, connection, tls, dns, address_forbidden or secret_lost. Null: the last attempt went well. */
            lastError: null | string;
            /** Format: date-time */
            lastAttemptAt: null | string;
            /** Format: date-time */
            nextAttemptAt: null | string;
            /** Format: date-time */
            deliveredAt: null | string;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The newest events first. */
        DeliveryList: {
            items: components["schemas"]["DeliveryAnswer"][];
            next: null | string;
            /** Format: date-time */
            serverTime: string;
        };
        /**
         * @description What a shop must know of a customer before it can send what they buy.
         * @enum {unknown}
         */
        DeliveryRule: "none" | "email" | "address";
        /** @description What came of a drop so far, all of one moment. */
        DropFigures: {
            /** @description Opaque. */
            dropId: string;
            /**
             * Format: date-time
             * @description That moment.
             */
            asOf: string;
            status: components["schemas"]["DropStatus"];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            sold: number;
            /** Format: double */
            sellThrough: null | number;
            variants: components["schemas"]["VariantFigures"][];
            money: components["schemas"]["MoneyFigures"][];
            funnel: components["schemas"]["FunnelFigures"];
            refusals: components["schemas"]["RefusalFigures"][];
            /**
             * Format: int64
             * @description With any code, each counted once.
             */
            refusedPeople: number;
            sales: components["schemas"]["SalesFigures"];
        };
        DropMoney: {
            currency: string;
            /**
             * Format: int64
             * @description Of what is sold now, at its own prices, whether a payment was asked for or not. What was put back on sale is taken off.
             */
            soldMinor: number;
            /**
             * Format: int64
             * @description Taken by the payment's provider; refunds are not taken off.
             */
            capturedMinor: number;
            /** Format: int64 */
            refundedMinor: number;
            /**
             * Format: int64
             * @description Sold, and the provider has not handed it out: an operator should look where this stays.
             */
            uncapturedMinor: number;
            /**
             * Format: int64
             * @description How many payments that is.
             */
            uncaptured: number;
            /**
             * Format: int64
             * @description What was taken and not given back.
             */
            revenueMinor: number;
        };
        /** @description One of a drop's pictures. */
        DropPicture: {
            url: string;
            /** @description What is to be seen, for who cannot see it. Null: nobody has said. */
            alt: null | string;
            /** @description What stays in view when the picture is cut. */
            focalPoint: components["schemas"]["FocalPoint"];
            /**
             * Format: int32
             * @description In pixels. Null: not known, as of a picture on another site.
             */
            width: null | number;
            /** Format: int32 */
            height: null | number;
            /** @description Smaller files of the same picture, as for HTML's picture element. Empty: it is there as it is. */
            sources: components["schemas"]["PictureSource"][];
        };
        /** @description What came of a drop. Serialised as it stands. */
        DropReport: {
            /** @description Opaque. */
            dropId: string;
            /**
             * Format: date-time
             * @description When it opened, by the ledger; null: it has not.
             */
            startedAt: null | string;
            /**
             * Format: date-time
             * @description When the last unit went, where all are sold now; null: some are not.
             */
            soldOutAt: null | string;
            /** Format: double */
            secondsToSellOut: null | number;
            /**
             * Format: int64
             * @description All there ever were; those that are neither purchased nor expired nor cancelled are live.
             */
            reservations: number;
            /** Format: int64 */
            purchased: number;
            /** Format: int64 */
            expired: number;
            /** Format: int64 */
            cancelled: number;
            money: components["schemas"]["DropMoney"];
            /** @description Reservations that were refused. */
            refusedByCode: {
                [key: string]: number;
            };
            variants: components["schemas"]["VariantReport"][];
            /** @description By time; each variant's last sale is among them. */
            soldOverTime: components["schemas"]["SalePoint"][];
        };
        DropSignals: {
            /** @description Opaque. */
            dropId: string;
            /** Format: date-time */
            serverTime: string;
            /** @description Attempts, addresses and agents are noted: `Stampede__Reservations__Signals`. */
            recorded: boolean;
            /**
             * Format: int64
             * @description Who reserved or, where that is recorded, tried to.
             */
            customers: number;
            /**
             * Format: int64
             * @description Units that they bought.
             */
            purchased: number;
            /** @description For each signal, who shows it and what they bought. */
            counts: components["schemas"]["SignalCount"][];
            /** @description The customers that show the most, at most 100. */
            lines: components["schemas"]["SignalLine"][];
        };
        /** @description A drop as everybody sees it, at one version. Serialised as it stands. */
        DropSnapshot: {
            /** @description Opaque. */
            id: string;
            slug: string;
            /** @description What another program calls it. Absent: nothing, or whoever asks does not run the shop. */
            externalId?: null | string;
            name: string;
            description: null | string;
            imageUrl: null | string;
            /** @description In the order in which they are shown; the first is the imageUrl. */
            pictures: components["schemas"]["DropPicture"][];
            /** @description Text; lines that have a | in them are rows of a table. */
            sizeGuide: null | string;
            price: components["schemas"]["Money"];
            status: components["schemas"]["DropStatus"];
            availability: components["schemas"]["Availability"];
            /** Format: date-time */
            startsAt: null | string;
            /** Format: date-time */
            endsAt: null | string;
            /** Format: int32 */
            holdSeconds: number;
            /** Format: int32 */
            limitPerCustomer: number;
            /** @description Whether what has a price is bought with an authorised payment alone. */
            payment: components["schemas"]["PaymentRule"];
            /** @description What the shop must know before it can be bought. */
            delivery: components["schemas"]["DeliveryRule"];
            /** @description The codes of the countries that it is sent to. Absent: everywhere. */
            deliveryCountries?: null | string[];
            /** @description How people come in. A line that was cancelled leaves the drop open to all. */
            entrance: components["schemas"]["Entrance"];
            /** @description Whether people may wait for what comes back. */
            waitlist: boolean;
            /**
             * Format: int64
             * @description Its line's, in the shop's register: of a cancelled one too. Null: it never had a line.
             */
            lineNumber: null | number;
            /** @description Lists leave it out. */
            archived: boolean;
            variants: components["schemas"]["VariantStock"][];
            latestPurchasers: components["schemas"]["LatestPurchaser"][];
            /**
             * Format: int32
             * @description How many purchasers the shop shows; 0: none, ever.
             */
            latestPurchasersMax: number;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @description The database's clock at the reading.
             */
            serverTime: string;
        };
        /** @enum {unknown} */
        DropStatus: "draft" | "upcoming" | "live" | "paused" | "ended";
        /** @enum {unknown} */
        EndedBy: "customer" | "operator" | "time" | null;
        /**
         * @description How people come in.
         * @enum {unknown}
         */
        Entrance: "open" | "queue" | "draw";
        /** @description What an event tells. Which of it is there goes by the type; nothing of it names a person. */
        EventData: {
            /** @description Opaque. */
            dropId?: null | string;
            dropSlug?: null | string;
            /** @description As the drop is called now. */
            dropName?: null | string;
            /** @description As another program calls the drop. */
            dropExternalId?: null | string;
            /** @description Of an event of the drop: its status from then on. */
            status?: null | string;
            /** @description Opaque. */
            variantId?: null | string;
            variantLabel?: null | string;
            /** @description As another program calls the variant. */
            sku?: null | string;
            /**
             * Format: int32
             * @description Of an adjustment, in units; negative: fewer.
             */
            change?: null | number;
            /** @description Opaque. */
            reservationId?: null | string;
            /** @description Opaque. */
            purchaseId?: null | string;
            /** @description Of the purchase, to be read out. */
            purchaseNumber?: null | string;
            /**
             * Format: int32
             * @description Units of the hold or the purchase; of a return those that came back.
             */
            quantity?: null | number;
            price?: null | components["schemas"]["Money"];
            /** @description Opaque. */
            customerId?: null | string;
            /** @description As another program calls the customer. */
            externalCustomerId?: null | string;
            /** @description Opaque. */
            paymentId?: null | string;
            /** @description Of a return: its units are free again. */
            restocked?: null | boolean;
            /** Format: uuid */
            refundId?: null | string;
            /** @description Why an operator did it. */
            reason?: null | string;
            /**
             * Format: date-time
             * @description Of a hold that is made.
             */
            expiresAt?: null | string;
            /** @description Of a hold: customer, operator or time. */
            endedBy?: null | string;
            /** @description Of a payment: where it stood then. */
            paymentState?: null | string;
            disputed?: null | boolean;
            captured?: null | components["schemas"]["Money"];
            refunded?: null | components["schemas"]["Money"];
            /** @description Of a test: what it is for. */
            message?: null | string;
        };
        EventList: {
            items: components["schemas"]["ShopEvent"][];
            /** @description To go on from as after, now or later: always there. */
            next: string;
            /** @description Asked again, there may be more at once. False: this was all for now. */
            more: boolean;
            /** Format: date-time */
            serverTime: string;
        };
        ExclusionsAnswer: {
            /**
             * Format: int32
             * @description How many are excluded now.
             */
            excluded: number;
            /** @description Entries that this line does not have. */
            notFound: string[];
        };
        ExclusionsBody: {
            /** @description 1 to 1,000. 1 to 1,000 items. */
            entryIds: string[];
            /** @description 1 to 500 characters. */
            reason: string;
        };
        /** @description One field of a drop that a change made another: its values as the drop itself shows them; null: it had none, or has none now. */
        FieldChange: {
            /** @description As in the body of the change. */
            field: string;
            before: components["schemas"]["JsonElement"];
            after: components["schemas"]["JsonElement"];
        };
        FocalPoint: {
            /**
             * Format: double
             * @description From the left, 0 to 1.
             */
            x: number;
            /**
             * Format: double
             * @description From the top, 0 to 1.
             */
            y: number;
        };
        FocalPointBody: {
            /**
             * Format: double
             * @description From the left, 0 to 1. From 0 to 1.
             */
            x: number;
            /**
             * Format: double
             * @description From the top, 0 to 1. From 0 to 1.
             */
            y: number;
        };
        ForgotPasswordBody: {
            /** @description 3 to 254 characters. */
            email: string;
            /** @description Of the page that asks; absent: the account's own. */
            language?: null | string;
        };
        /** @description People, not presses: each counts once for each step. One person with two accounts is two. */
        FunnelFigures: {
            /**
             * Format: int64
             * @description Browsers that had the drop's page open with a live connection, told apart by network address and browser; an estimate, and never less than Pressed.
             */
            watched: number;
            /**
             * Format: int64
             * @description The line. Null: the drop has none.
             */
            joined: null | number;
            /**
             * Format: int64
             * @description Accounts that asked for a reservation and were answered, whatever the answer; an estimate within a few percent, and never less than those who held one by pressing.
             */
            pressed: number;
            /**
             * Format: int64
             * @description Accounts that had something reserved for them, by pressing or by the line.
             */
            held: number;
            /**
             * Format: int64
             * @description Accounts that bought something, returned or not.
             */
            bought: number;
        };
        GuestBody: {
            /** @description Seen as at most 40 characters, of which some are made of several. 1 to 160 characters. */
            displayName: string;
        };
        /** @description Something that somebody who runs the shop has done. */
        HistoryLine: {
            id: string;
            /** Format: date-time */
            at: string;
            /** @description Opaque. */
            actor: string;
            /** @description As they are called now; a pseudonym where they are forgotten. */
            actorName: string;
            /** @description As it was then; key: a key for machines did it. */
            role: string;
            /** @description The operation, by its name in this description. */
            what: string;
            /** @description drop, account, payment, order, invitation or webhook; null: the shop as a whole. */
            subjectKind: null | string;
            subjectId: null | string;
            /** @description As it is called now; null: it has no name, or is gone. */
            subjectName: null | string;
            summary: string;
            /** @description The beginning of the network address. For owners alone. */
            address: null | string;
        };
        /** @description A live hold, as an operator sees it. */
        HoldLine: {
            /** @description Opaque. */
            id: string;
            /** @description Opaque. */
            variantId: string;
            variantLabel: string;
            /** Format: int32 */
            quantity: number;
            /** @description Of the customer. */
            displayName: string;
            /** @description The customer is an operator of this shop. */
            isOperator: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /**
             * Format: int64
             * @description The drop's version that it was made with.
             */
            dropVersion: number;
        };
        HoldsPage: {
            items: components["schemas"]["HoldLine"][];
            next: null | string;
            /** Format: date-time */
            serverTime: string;
        };
        ImportDropsBody: {
            /** @description 1 to 1,000 items. */
            drops: components["schemas"]["ImportedDropBody"][];
        };
        ImportError: {
            /** Format: int32 */
            line: number;
            /** @description The column, or the field of the JSON. */
            field: string;
            /** @description required, length, range, characters, choice, invalid, duplicate, half_row, or the code of a problem. */
            code: string;
            /** @description The same in words. */
            detail: string;
        };
        ImportItem: {
            /**
             * Format: int32
             * @description Of CSV: the first line of the drop, the header's being 1. Of JSON: its place in the list, from 1.
             */
            line: number;
            /** @description Null: it has none that could be one. */
            externalId: null | string;
            name: null | string;
            what: components["schemas"]["ImportOutcome"];
            /** @description Null: there is no such drop, or not yet. */
            dropId: null | string;
            /** @description Which fields become others, by their names in PATCH. */
            changes: string[];
            errors: components["schemas"]["ImportError"][];
        };
        /** @enum {unknown} */
        ImportOutcome: "create" | "change" | "unchanged" | "refuse";
        ImportReport: {
            /** @description Nothing was written: it is what would be. */
            dryRun: boolean;
            /**
             * Format: int32
             * @description How many are made.
             */
            create: number;
            /** Format: int32 */
            change: number;
            /** Format: int32 */
            unchanged: number;
            /**
             * Format: int32
             * @description How many are refused. Of a file that was written: what became impossible meanwhile.
             */
            refuse: number;
            /** @description In the order of the file. */
            items: components["schemas"]["ImportItem"][];
        };
        /** @description A drop as another program knows it. What is absent, or null, stays as it is; of a new one it is as when a drop is created. */
        ImportedDropBody: {
            /** @description What the other program calls it: the drop that has it is changed; where there is none, a draft is made. 1 to 100 characters. */
            externalId: string;
            /** @description Needed of a new one, like its price and its stock. 1 to 200 characters. */
            name?: null | string;
            /** @description At most 10,000 characters. */
            description?: null | string;
            /** @description At most 2,000 characters. */
            imageUrl?: null | string;
            /** @description At most 4,000 characters. */
            sizeGuide?: null | string;
            price?: null | components["schemas"]["PriceBody"];
            /** Format: date-time */
            startsAt?: null | string;
            /** Format: date-time */
            endsAt?: null | string;
            /**
             * Format: int32
             * @description From 1 to 3,600.
             */
            holdSeconds?: null | number;
            /**
             * Format: int32
             * @description From 1 to 1,000,000.
             */
            limitPerCustomer?: null | number;
            /** @description All that there are. 1 to 200 items. */
            variants?: null | components["schemas"]["ImportedVariantBody"][];
            /** @description none or required. */
            payment?: null | string;
            /** @description none, email or address. */
            delivery?: null | string;
            /** @description 1 to 250 items. */
            deliveryCountries?: null | string[];
        };
        ImportedVariantBody: {
            /** @description Absent: the drop's only one. 1 to 60 characters. */
            label?: null | string;
            /**
             * Format: int32
             * @description Absent: as it is. Needed of a new one. From 0 to 10,000,000.
             */
            total?: null | number;
            /** @description Absent: as it is. At most 64 characters. */
            sku?: null | string;
        };
        Invitation: {
            email: string;
            role: string;
            invitedByName: string;
            /** Format: date-time */
            validUntil: string;
            /** @description Whoever is invited signs in as they are used to, and then accepts. */
            hasAccount: boolean;
        };
        InvitationBody: {
            /** @description 1 to 100 characters. */
            token: string;
        };
        InvitationLine: {
            /** Format: uuid */
            id: string;
            email: string;
            role: string;
            /** @description As they are called now. */
            invitedByName: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            validUntil: string;
        };
        /** @description Those that nobody has followed yet, newest first; those that are over too. */
        InvitationList: {
            items: components["schemas"]["InvitationLine"][];
        };
        InviteBody: {
            /** @description 3 to 254 characters. */
            email: string;
            role: string;
        };
        Invited: {
            /** Format: uuid */
            id: string;
            email: string;
            role: string;
            /** Format: date-time */
            validUntil: string;
            /** @description Shown this once: for shops that send no mail, and for who cannot find it. */
            link: string;
        };
        JoinBody: {
            /** @description Ids of variants, the dearest first, each once. Absent: the drop's only variant. 1 to 5 items. */
            preferences?: null | string[];
            /**
             * Format: int32
             * @description From 1 to the drop's limit per customer; absent: 1. From 1 to 1,000,000.
             */
            quantity?: null | number;
            /** @description A draw has rules: without true nobody gets into it. */
            acceptsRules?: null | boolean;
        };
        JoinedAnswer: {
            /** @description The caller's, to compute their own ticket with. */
            entryId: string;
            /**
             * Format: int64
             * @description How many had joined, this one too.
             */
            seq: number;
            /** Format: date-time */
            joinedAt: string;
            /** @description A moment old. */
            line: components["schemas"]["LineDocument"];
        };
        JsonElement: unknown;
        KeyBody: {
            /** @description 1 to 160 characters. */
            name: string;
            /** @description What it may do: none implies another. 1 to 20 items. */
            scopes: string[];
            /**
             * Format: date-time
             * @description Null: until it is revoked.
             */
            expiresAt?: null | string;
        };
        /** @description Until about which place, among those who list the variant, it lasts. */
        LastsUntilAnswer: {
            /**
             * Format: int64
             * @description With 95 in 100: at least until here.
             */
            low: number;
            /** Format: int64 */
            likely: number;
            /**
             * Format: int64
             * @description With 95 in 100: not beyond here.
             */
            high: number;
        };
        LatestPurchaser: {
            displayName: string;
            variantLabel: string;
            /** Format: int32 */
            quantity: number;
            /** Format: date-time */
            purchasedAt: string;
            /** @description True: string LatestPurchaser.DisplayName is only string LatestPurchaser.Nameless, and pages say it in their own language. Absent: it is the name. */
            nameHidden?: null | boolean;
        };
        /** @description One line of the ledger, as it is shown. */
        LedgerLine: {
            /** Format: int64 */
            version: number;
            /** Format: date-time */
            at: string;
            kind: string;
            /** @description Opaque. */
            variantId: null | string;
            /** @description Opaque. */
            reservationId: null | string;
            /** @description Opaque. */
            customerId: null | string;
            /** @description As the customer is called now; null: it concerns nobody, or nobody who is known any more. */
            customerName: null | string;
            /** Format: int32 */
            quantity: null | number;
            /**
             * Format: int32
             * @description Of an adjustment, in units.
             */
            change: null | number;
            reason: null | string;
            /** @description The operator who did it; null: the customer, or the schedule. */
            actor: null | string;
            /** @description Their display name now. */
            actorName: null | string;
            /** @description Of a change of the drop: each field that became another. Null where it was written before these were kept. */
            changes: null | components["schemas"]["FieldChange"][];
            /** @description Of a return: its units are free again. False: they stay sold. Null: it is no return. */
            restocked: null | boolean;
        };
        /**
         * @description The pages that the law asks of a shop.
         * @enum {unknown}
         */
        LegalPage: "imprint" | "privacy" | "terms" | "returns";
        LegalPageAnswer: {
            page: components["schemas"]["LegalPage"];
            /** @description The one that Html is in: another than asked for, where there is none in that. */
            language: string;
            /** @description Safe to put into a page: headings from h2 on, paragraphs, lists, tables, links. */
            html: string;
        };
        /** @description A legal page in all its languages: what is left out is taken away. */
        LegalPageBody: {
            /**
             * Format: int64
             * @description The version that was changed; another one meanwhile is `shop_changed`. Absent: whatever version there is. From 1 to 1,000,000,000,000.
             */
            version?: null | number;
            /** @description Markdown. At most 60,000 characters. */
            en?: null | string;
            /** @description Markdown. At most 60,000 characters. */
            de?: null | string;
        };
        LegalSource: {
            /**
             * Format: int64
             * @description The shop's.
             */
            version: number;
            page: components["schemas"]["LegalPage"];
            /** @description As Markdown. */
            text: components["schemas"]["LocalText"];
        };
        /**
         * @description What a letter tells of. Of one kind a reader gets one for the same thing.
         * @enum {unknown}
         */
        LetterKind: "confirm" | "reset" | "email_change" | "email_changed" | "password_changed" | "invitation" | "offer" | "over" | "receipt" | "refunded" | "sent" | "notify_confirm" | "reminder" | "back" | "alert";
        LetterSample: {
            subject: string;
            greeting: string;
            /** @description What comes after the greeting, and after the shop's own words. */
            text: string;
        };
        LetterWords: {
            kind: components["schemas"]["LetterKind"];
            /** @description Between the greeting and the rest; in a language without, nothing is. */
            words: components["schemas"]["LocalText"];
            /** @description How such an email looks, by language. */
            samples: {
                [key: string]: components["schemas"]["LetterSample"];
            };
        };
        /** @description The shop's own words in emails of one kind, in all its languages: what is left out is taken away. */
        LetterWordsBody: {
            /**
             * Format: int64
             * @description The version that was changed; another one meanwhile is `shop_changed`. Absent: whatever version there is. From 1 to 1,000,000,000,000.
             */
            version?: null | number;
            /** @description Plain text. At most 1,000 characters. */
            en?: null | string;
            /** @description Plain text. At most 1,000 characters. */
            de?: null | string;
        };
        /** @description What the shop says of its own in its emails to customers. */
        LetterWordsList: {
            /**
             * Format: int64
             * @description The shop's.
             */
            version: number;
            letters: components["schemas"]["LetterWords"][];
        };
        /** @description The public number that is mixed in. */
        LineBeaconAnswer: {
            /** @description none, drand or declared. */
            kind: string;
            chain: null | string;
            /** Format: int64 */
            round: null | number;
            what: null | string;
            /** @description As it was mixed in; null: not yet. */
            mixed: null | string;
        };
        LineBody: {
            /** @description open, queue or draw. */
            mode: string;
            /** @description Whether people may go on to join once nothing is free. Absent: no; with open it must be true or false. */
            waitlist?: null | boolean;
            /**
             * Format: date-time
             * @description When the shuffled part closes. Absent: of a queue 10 s before the start; a draw needs it.
             */
            closesAt?: null | string;
            /**
             * Format: int32
             * @description Of a draw: how long entries may be excluded after the close. Absent: 0. From 0 to 10,080.
             */
            reviewMinutes?: null | number;
            /**
             * Format: int32
             * @description How long somebody who is there has to say yes. Absent: 30. From 15 to 300.
             */
            claimSeconds?: null | number;
            /**
             * Format: int32
             * @description How long somebody who is written to has to pay. Absent: 24 hours. From 72,000 to 604,800.
             */
            paySeconds?: null | number;
            /**
             * Format: int32
             * @description Offers a minute, at most. Absent: as many as there is stock. From 1 to 1,000,000.
             */
            pacePerMinute?: null | number;
            beacon?: null | components["schemas"]["BeaconBody"];
            quietHours?: null | components["schemas"]["QuietHoursBody"];
        };
        /** @description A drop's line for everybody: the same bytes for all who ask within a second. */
        LineDocument: {
            /** @description Opaque. */
            dropId: string;
            /**
             * Format: int64
             * @description In the shop's register of lines.
             */
            number: number;
            phase: string;
            mode: components["schemas"]["Entrance"];
            waitlist: boolean;
            tempo: string;
            /** Format: date-time */
            closesAt: null | string;
            /** Format: int32 */
            reviewMinutes: number;
            /** Format: date-time */
            startsAt: null | string;
            /**
             * Format: int64
             * @description People in it.
             */
            size: number;
            /**
             * Format: int32
             * @description Places whose order is by chance; null: it is not drawn.
             */
            shuffled: null | number;
            /**
             * Format: int32
             * @description Of the shuffled, and behind them of later ones; null: it is not drawn.
             */
            places: null | number;
            /**
             * Format: int32
             * @description The furthest place that was offered something; 0: none.
             */
            servedTo: number;
            perVariant: components["schemas"]["LineVariant"][];
            /** Format: int64 */
            offersMade: number;
            /**
             * Format: int64
             * @description Bought or not.
             */
            offersEnded: number;
            /** Format: int64 */
            offersBought: number;
            /**
             * Format: int64
             * @description Of those that want a yes: how many had one in time.
             */
            offersClaimed: number;
            /** Format: int32 */
            pacePerMinute: null | number;
            /** Format: int32 */
            claimSeconds: number;
            /** Format: int32 */
            paySeconds: number;
            /** Format: int32 */
            holdSeconds: number;
            /** Format: int32 */
            limitPerCustomer: number;
            price: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Lines of the log.
             */
            logSize: number;
            commit: string;
            root: null | string;
            secret: null | string;
            beacon: components["schemas"]["LineBeaconAnswer"];
            seed: null | string;
            /** @description Left out unless it was cancelled. */
            cancelledReason?: null | string;
            /** @description Who has an e-mail address is written to. */
            sendsLetters: boolean;
            /**
             * Format: int32
             * @description Seconds after which it is worth asking again.
             */
            pollAfter: number;
            /** Format: date-time */
            serverTime: string;
        };
        /** @description The caller in a line. */
        LineMe: {
            /** @description waiting, offered, missed, bought, lapsed, skipped, excluded or withdrawn. */
            state: string;
            /** @description Of excluded and skipped the shop's (limit_reached: the caller owns as much as the drop allows); of lapsed declined or not_paid; of missed to_the_end (there is another turn) or twice (there is none). Left out otherwise. */
            reason?: null | string;
            /** @description One person's entry in one line: random, so that it tells nothing of who joined before whom. */
            entryId: string;
            /** Format: int64 */
            seq: number;
            /** Format: date-time */
            joinedAt: string;
            preferences: string[];
            /** Format: int32 */
            quantity: number;
            /** @description SHA-256 of the seed and the entry's id: the order is by it. Null: it is not drawn, or the entry came later. */
            ticket: null | string;
            /**
             * Format: int32
             * @description 1 is the first. Null: it is not drawn, or the entry has none.
             */
            place: null | number;
            placeIn: components["schemas"]["PlaceInAnswer"][];
            offer?: null | components["schemas"]["OfferAnswer"];
            /** @description The best of all sizes; sold_out is for good. Null: fewer than 30 offers have ended. */
            odds: null | string;
            /**
             * Format: double
             * @description People up to this place for each unit that is left of what they list; null: the place is not known, or nothing is left.
             */
            placesPerUnit: null | number;
            /** Format: int32 */
            pollAfter: number;
            /** Format: date-time */
            serverTime: string;
        };
        LineRegister: {
            items: components["schemas"]["RegisterItem"][];
            /**
             * Format: int64
             * @description To go on with `before`; null: that was the first line of the shop.
             */
            next: null | number;
        };
        LineVariant: {
            /** @description Opaque. */
            id: string;
            label: string;
            /**
             * Format: int64
             * @description People who list it.
             */
            inLine: number;
            /**
             * Format: int64
             * @description The furthest place that was offered it, among those who list it; 0: none.
             */
            servedTo: number;
            /**
             * Format: int32
             * @description All there are.
             */
            units: number;
            /** Format: int32 */
            available: number;
            /** Format: int32 */
            held: number;
            /** Format: int32 */
            sold: number;
            /** @description Nobody in the line waits for it: anybody may reserve it. */
            openToAll: boolean;
            /** @description Null: of fewer than 30 offers the whole time is over, so nothing but places per unit can be said. */
            lastsUntil: components["schemas"]["LastsUntilAnswer"];
        };
        LiveAnswer: {
            status: string;
        };
        /** @description A text in the languages that there are. Null: not in this one. */
        LocalText: {
            en: null | string;
            de: null | string;
        };
        LocalTextBody: {
            en?: null | string;
            de?: null | string;
        };
        MachineKey: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            /** @description The key's last characters, to tell it by. */
            endsWith: string;
            createdByName: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: null | string;
            /**
             * Format: date-time
             * @description To the minute. Null: never.
             */
            lastUsedAt: null | string;
            /**
             * Format: date-time
             * @description Null: it is not.
             */
            revokedAt: null | string;
        };
        /** @description Newest first; revoked ones for thirty days. */
        MachineKeyList: {
            items: components["schemas"]["MachineKey"][];
            /** Format: date-time */
            serverTime: string;
        };
        MailHealth: {
            /**
             * Format: int64
             * @description Letters that are not sent yet; counted up to 100,000.
             */
            waiting: number;
            /**
             * Format: int64
             * @description Of them, those that the mail server did not take so far.
             */
            tried: number;
            /**
             * Format: date-time
             * @description Since when the oldest waits. Null: none does.
             */
            since: null | string;
            /** @description Of the last attempt that failed; a code. Null: no letter that waits was tried. */
            lastError: null | string;
            /**
             * Format: int64
             * @description Within the last days, that will not go any more.
             */
            givenUp: number;
        };
        /** @description The caller as they are signed in. */
        Me: {
            /** @description Opaque. */
            id: string;
            displayName: string;
            roles: string[];
            /** @description Absent for a guest. */
            email?: null | string;
            /** @description viewer, support, operator or owner; absent for a customer. */
            role?: null | string;
            /** @description True: the shop wants a second factor of them, and until it is set up they have no role. Absent otherwise. */
            lacksSecondFactor?: null | boolean;
        };
        Money: {
            /**
             * Format: int64
             * @description In the currency's smallest unit (cents for USD), 0 or more.
             */
            amountMinor: number;
            /** @description ISO 4217, three capital letters. */
            currency: string;
        };
        /** @description Money of one currency. A drop has several where its currency was changed. */
        MoneyFigures: {
            currency: string;
            /**
             * Format: int64
             * @description Of what is sold now, at its own prices, whether a payment was asked for or not. What was put back on sale is taken off.
             */
            soldMinor: number;
            /**
             * Format: int64
             * @description Taken by the payments' provider; refunds are not taken off.
             */
            capturedMinor: number;
            /** Format: int64 */
            refundedMinor: number;
            /**
             * Format: int64
             * @description Sold, and the provider has not handed it out.
             */
            uncapturedMinor: number;
            /**
             * Format: int64
             * @description What was taken and not given back.
             */
            netMinor: number;
        };
        NewMachineKey: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            /** Format: date-time */
            expiresAt: null | string;
            /** @description Shown this once. Null: the request was answered before; the key is nowhere any more, so revoke it and make another. */
            key: null | string;
            /** Format: date-time */
            serverTime: string;
        };
        /** @description A process that serves this database, as it last said of itself. */
        Node: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            version: string;
        };
        NotifyAnswer: {
            /** @description A link was mailed: nothing else is sent to the address before it is followed. */
            needsConfirmation: boolean;
        };
        NotifyBody: {
            /** @description Of somebody without an account; an account's own is known. 3 to 254 characters. */
            email?: null | string;
            /** @description What the mail is written in; absent: the account's, else the shop's. */
            language?: null | string;
        };
        NotifyConfirmed: {
            /** @description Opaque. */
            dropId: string;
        };
        NotifyState: {
            /** @description The caller is told before the drop opens. */
            opening: boolean;
            /** @description The caller is told when something is free again. */
            back: boolean;
            /** @description This shop sends mail: it can be asked. */
            sendsMail: boolean;
        };
        NotifyTokenBody: {
            /** @description What stands behind the # of the link. */
            token: string;
        };
        OfferAnswer: {
            /** @description Opaque. */
            reservationId: string;
            /** @description Opaque. */
            variantId: string;
            /** Format: int32 */
            quantity: number;
            /**
             * Format: date-time
             * @description Until then it wants a yes: POST …/claim. Left out: it has one, or needs none.
             */
            claimBy?: null | string;
            /**
             * Format: date-time
             * @description Until then it wants to be bought. Left out: it wants a yes first.
             */
            payBy?: null | string;
        };
        OperationsHealth: {
            /** Format: date-time */
            serverTime: string;
            database: components["schemas"]["DatabaseHealth"];
            /** @description Seen within a day; none while the database cannot be reached. */
            nodes: components["schemas"]["Node"][];
            /**
             * Format: double
             * @description How late the last holds that lapsed here were given back, or how late the oldest one is by now; null: none has lapsed yet.
             */
            expiryLagMilliseconds: null | number;
            /**
             * Format: int32
             * @description Live connections, on all nodes.
             */
            liveWatchers: number;
            /** @description A mail server is set. */
            sendsMail: boolean;
            mail?: null | components["schemas"]["MailHealth"];
        };
        /** @description A line as operators see it. */
        OperatorLine: {
            /** @description Opaque. */
            dropId: string;
            /**
             * Format: int64
             * @description In the shop's register.
             */
            number: number;
            mode: string;
            waitlist: boolean;
            phase: string;
            tempo: string;
            /** Format: date-time */
            closesAt: null | string;
            /** Format: int32 */
            reviewMinutes: number;
            /** Format: int32 */
            claimSeconds: number;
            /** Format: int32 */
            paySeconds: number;
            /** Format: int32 */
            pacePerMinute: null | number;
            quietHours: components["schemas"]["QuietHoursBody"];
            beacon: components["schemas"]["BeaconBody"];
            /**
             * Format: int64
             * @description People who ever joined.
             */
            entries: number;
            commit: string;
            root: null | string;
            secret: null | string;
            seed: null | string;
            /**
             * Format: int64
             * @description Of drand: the round that counts, once the line is sealed.
             */
            beaconRound?: null | number;
            /** @description It is sealed, and the public number is not here yet. */
            waitsForBeacon: boolean;
            /** @description People are written to, and this shop sends no mail. */
            mailMissing: boolean;
            cancelledReason: null | string;
        };
        /** @description A payment as operators see it. */
        OperatorPayment: {
            /** @description One attempt to pay for one reservation. */
            id: string;
            /** @description Opaque. */
            dropId: string;
            dropName: string;
            dropSlug: string;
            /** @description Opaque. */
            reservationId: string;
            /** @description Opaque. */
            customerId: string;
            customerName: string;
            /** Format: int32 */
            attempt: number;
            provider: string;
            /** @description The provider's own name for it. */
            reference: null | string;
            status: string;
            amount: components["schemas"]["Money"];
            /** Format: int64 */
            capturedMinor: number;
            /** Format: int64 */
            refundedMinor: number;
            /** @description Somebody should look at it: sold and not captured, disputed, or tried again and again in vain. */
            needsHand: boolean;
            disputed: boolean;
            /** @description Opaque. */
            purchaseId: null | string;
            declineCode: null | string;
            /** Format: date-time */
            captureBefore: null | string;
            /** @description Why it did not go on at the last try. */
            lastError: null | string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            changedAt: string;
            /**
             * Format: int32
             * @description Of what it pays for.
             */
            quantity: number;
            /**
             * Format: int32
             * @description Of them, came back.
             */
            returnedUnits: number;
            /** @description What became of it, in order. Only of one payment that is asked for by its id. */
            steps?: null | components["schemas"]["OperatorPaymentStep"][];
            /** @description In order. Only of one payment that is asked for by its id. */
            refunds?: null | components["schemas"]["OperatorRefund"][];
        };
        OperatorPaymentStep: {
            /** @description One attempt to pay for one reservation. */
            paymentId: string;
            customerName: string;
            /** Format: date-time */
            at: string;
            /** @description The status before. Null: it began. The same as To: somebody did something with it. */
            from: null | string;
            to: string;
            why: null | string;
            /** @description The operator who did it. Null: the customer, the provider, or time. */
            actor: null | string;
            actorName: null | string;
        };
        OperatorRefund: {
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            amountMinor: number;
            /**
             * Format: int32
             * @description How many come back with it.
             */
            units: number;
            /** @description They are free again. False: they stay sold. */
            restock: boolean;
            reason: string;
            /** @description Opaque. */
            actor: null | string;
            /** @description asked, done, or failed where the provider refuses it. */
            status: string;
            /** Format: date-time */
            createdAt: string;
        };
        /** @enum {unknown} */
        OrderAct: "sent" | "not_sent" | "contact" | "note";
        /** @description An order as operators see it: a purchase, and what is needed to send it. */
        OrderAnswer: {
            /** @description Opaque. */
            id: string;
            /** @description For people, to be read out. */
            number: string;
            /** @description Opaque. */
            dropId: string;
            dropSlug: string;
            dropName: string;
            /** @description What the drop asks for: none, email or address. */
            delivery: components["schemas"]["DeliveryRule"];
            /** @description Opaque. */
            reservationId: string;
            /** @description Opaque. */
            variantId: string;
            variantLabel: string;
            /** Format: int32 */
            quantity: number;
            /** @description Of one unit. */
            price: components["schemas"]["Money"];
            /** @description Of all of them. */
            total: components["schemas"]["Money"];
            /** @description Opaque. */
            customerId: string;
            /** @description As the customer is called now. */
            customerName: string;
            /** @description Absent: a guest, or erased. */
            accountEmail?: null | string;
            /** Format: date-time */
            purchasedAt: string;
            /** @description new, sent, refunded, or problem where the money could not be captured or is disputed. */
            status: components["schemas"]["OrderStatus"];
            /** @description With all that named them here. */
            customerErased: boolean;
            contact?: null | components["schemas"]["Contact"];
            /** @description What another program calls the variant. Absent: nothing. */
            sku?: null | string;
            /** @description What paid for it. Absent: nothing did. */
            paymentId?: null | string;
            paymentStatus?: null | components["schemas"]["PaymentState"];
            /** Format: int64 */
            refundedMinor: number;
            /**
             * Format: int32
             * @description Of what was bought, came back.
             */
            returnedUnits: number;
            /** Format: date-time */
            sentAt?: null | string;
            /** @description What the operator is called who sent it. Absent: it is not sent, or their account is gone. */
            sentBy?: null | string;
            carrier?: null | string;
            tracking?: null | string;
            /** @description The shop's own. */
            note?: null | string;
            /** @description What operators did with it, the newest hundred in their order. Only of one order that is asked for by its id. */
            steps?: null | components["schemas"]["OrderStepAnswer"][];
        };
        /**
         * @description Where an order stands. It is made of its payment, of what came back, and of whether it was sent; it is stored nowhere.
         * @enum {unknown}
         */
        OrderStatus: "new" | "sent" | "refunded" | "problem";
        OrderStepAnswer: {
            /** Format: date-time */
            at: string;
            /** @description sent, not_sent, contact or note. */
            what: components["schemas"]["OrderAct"];
            /** @description Opaque. */
            actor: string;
            /** @description Null: the operator's account is gone. */
            actorName: null | string;
            /** @description Of a contact: which of its fields became others. */
            fields: string[];
        };
        OwnLine: {
            /** @description Opaque. */
            dropId: string;
            /** @description One person's entry in one line: random, so that it tells nothing of who joined before whom. */
            entryId: string;
            /** Format: int64 */
            seq: number;
            /** Format: date-time */
            joinedAt: string;
            /** @description Withdrawn, or excluded. */
            hasLeft: boolean;
        };
        /** @description The dial while the line runs; what is absent stays. */
        PaceBody: {
            /**
             * Format: int32
             * @description Offers a minute, at most; 0: as many as there is stock. From 0 to 1,000,000.
             */
            pacePerMinute?: null | number;
            paused?: null | boolean;
            /** @description calm: from here on everybody is written to, and has hours; live: they must be there. */
            tempo?: null | string;
        };
        PageOfBlock: {
            items: components["schemas"]["Block"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfDropSnapshot: {
            items: components["schemas"]["DropSnapshot"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfHistoryLine: {
            items: components["schemas"]["HistoryLine"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfLedgerLine: {
            items: components["schemas"]["LedgerLine"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfOperatorPayment: {
            items: components["schemas"]["OperatorPayment"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfOrderAnswer: {
            items: components["schemas"]["OrderAnswer"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfOwnLine: {
            items: components["schemas"]["OwnLine"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfReceipt: {
            items: components["schemas"]["Receipt"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PageOfReservation: {
            items: components["schemas"]["Reservation"][];
            /** @description Where the next page begins; null: this is the last. */
            next: null | string;
        };
        PasskeyBody: {
            /** @description What its owner calls it. 1 to 60 characters. */
            name: string;
            /** @description What `navigator.credentials.create` gave, as JSON. */
            credential: components["schemas"]["JsonElement"];
            /** @description As it came with the options. 1 to 8,000 characters. */
            state: string;
        };
        PasskeyLine: {
            id: string;
            name: string;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description What the browser asks the person's device with, and what it has to send back beside the device's answer. */
        PasskeyOptions: {
            /** @description For `navigator.credentials`. */
            options: components["schemas"]["JsonElement"];
            /** @description Good for five minutes. */
            state: string;
        };
        PayBody: {
            /** @description What the provider's part of the page made of the card. */
            confirmationToken?: null | string;
            /** @description Of the test provider: one of its card numbers. */
            card?: null | string;
        };
        /** @description What operators did with a drop's payments, newest first. */
        PaymentActs: {
            items: components["schemas"]["OperatorPaymentStep"][];
        };
        /** @description One attempt to pay. */
        PaymentAnswer: {
            /** @description One attempt to pay for one reservation. */
            id: string;
            /** @description Opaque. */
            reservationId: string;
            /** @description Opaque. */
            dropId: string;
            /** @description starting, unknown, action, authorized, sold, captured, capture_failed, part_refunded or refunded; declined, abandoned, voiding, voided or refunding where nothing was bought with it. */
            status: string;
            amount: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description Until then the stock is kept.
             */
            keptUntil: string;
            nextAction?: null | components["schemas"]["JsonElement"];
            /** @description What was bought with it. */
            purchaseId?: null | string;
            /** @description Why the provider said no. */
            declineCode?: null | string;
            /** Format: date-time */
            serverTime: string;
        };
        /** @description How this shop takes money. */
        PaymentConfig: {
            /** @description none, test, manual or stripe. */
            provider: string;
            /** @description What the provider's part of the page is opened with. */
            publishableKey?: null | string;
            /**
             * Format: int32
             * @description How long a hold is kept at most while its first payment is under way.
             */
            paySeconds: number;
        };
        /** @enum {unknown} */
        PaymentRule: "none" | "required";
        /** @enum {unknown} */
        PaymentState: "starting" | "action" | "unknown" | "authorized" | "declined" | "abandoned" | "sold" | "captured" | "capture_failed" | "voiding" | "voided" | "refunding" | "part_refunded" | "refunded" | null;
        PeopleList: {
            items: components["schemas"]["Person"][];
            rules: components["schemas"]["PeopleRules"];
        };
        PeopleRules: {
            requireSecondFactor: boolean;
            /** @description The setting wants it too: an owner cannot take it back here. */
            requiredBySetting: boolean;
            /**
             * Format: int64
             * @description What support may refund of one payment, in whole units of its currency.
             */
            supportRefundMax: number;
        };
        PeopleRulesBody: {
            requireSecondFactor: boolean;
            /**
             * Format: int64
             * @description From 0 to 1,000,000,000.
             */
            supportRefundMax: number;
        };
        /** @description Somebody who runs the shop. */
        Person: {
            /** @description Opaque. */
            id: string;
            displayName: string;
            email: string;
            role: string;
            hasSecondFactor: boolean;
            /**
             * Format: date-time
             * @description Null: not since sessions are kept.
             */
            lastSeenAt: null | string;
            /** @description The one who asks. */
            isYou: boolean;
        };
        /** @description All that is stored about one person. The shape of `GET /api/v1/me/export`. */
        PersonalData: {
            /** Format: date-time */
            exportedAt: string;
            /** @description Null: the account was erased a moment ago. */
            account: components["schemas"]["StoredAccount"];
            contact: components["schemas"]["Contact"];
            /** @description How they went about reserving, by drop. */
            signals: components["schemas"]["StoredSignal"][];
            reservations: components["schemas"]["Reservation"][];
            purchases: components["schemas"]["Receipt"][];
            orders: components["schemas"]["StoredOrder"][];
            lines: components["schemas"]["StoredEntry"][];
            letters: components["schemas"]["StoredLetter"][];
            notifyRequests: components["schemas"]["StoredNotifyRequest"][];
            note: components["schemas"]["StoredNote"];
            blocks: components["schemas"]["StoredBlock"][];
        };
        PictureBody: {
            /** @description The imageUrl of a picture that was uploaded here, or an https address. 1 to 2,000 characters. */
            url: string;
            /** @description What is to be seen, for who cannot see it. Absent: pages say that it is a picture of the drop. At most 300 characters. */
            alt?: null | string;
            focalPoint?: null | components["schemas"]["FocalPointBody"];
        };
        PictureSource: {
            /** @description The files' media type. */
            type: string;
            /** @description Their addresses and widths: "/a/160.webp 160w, /a/480.webp 480w". */
            srcset: string;
        };
        PlaceInAnswer: {
            /** @description Opaque. */
            variantId: string;
            /**
             * Format: int32
             * @description Among those who list the variant.
             */
            place: number;
            /** @description certain, very_likely, possible, unlikely or sold_out; null: fewer than 30 offers have ended. */
            odds: null | string;
        };
        PostalAddress: {
            line1: string;
            line2: null | string;
            postalCode: null | string;
            city: string;
            region: null | string;
            /** @description Of ISO 3166-1, two capital letters. */
            country: string;
        };
        PreferBody: {
            /** @description Ids of variants, the dearest first, each once. 1 to 5 items. */
            preferences: string[];
            /**
             * Format: int32
             * @description Absent: as it was. From 1 to 1,000,000.
             */
            quantity?: null | number;
        };
        PriceBody: {
            /**
             * Format: int64
             * @description In the currency's smallest unit. From 0 to 1,000,000,000,000.
             */
            amountMinor: number;
            /** @description Of ISO 4217. */
            currency: string;
        };
        /** @description What a problem looks like on the wire. What a kind has no use for is absent. */
        Problem: {
            type: string;
            title: string;
            /** Format: int32 */
            status: number;
            detail: string;
            /** @enum {string} */
            code: "bad_request" | "validation_failed" | "not_found" | "method_not_allowed" | "not_acceptable" | "request_timeout" | "payload_too_large" | "uri_too_long" | "unsupported_media_type" | "picture_too_large" | "picture_heic" | "picture_type" | "headers_too_large" | "invalid_credentials" | "unauthenticated" | "forbidden" | "insufficient_scope" | "too_many_keys" | "too_many_webhooks" | "webhook_not_found" | "delivery_not_found" | "second_factor_required" | "second_factor_invalid" | "sign_in_expired" | "second_factor_setup_required" | "reauthentication_required" | "csrf_rejected" | "blocked" | "confirmation_required" | "confirmation_invalid" | "reset_invalid" | "mail_unavailable" | "account_not_found" | "proof_required" | "passkey_invalid" | "invitation_invalid" | "already_member" | "refund_not_allowed" | "last_operator" | "has_account" | "email_taken" | "locked_out" | "rate_limited" | "shop_changed" | "external_id_taken" | "import_refused" | "idempotency_key_reused" | "drop_not_found" | "variant_not_found" | "reservation_not_found" | "purchase_not_found" | "receipt_not_found" | "not_published" | "already_published" | "not_archivable" | "not_started" | "ended" | "paused" | "line_first" | "line_not_ready" | "line_not_open" | "line_rules_fixed" | "line_closed" | "line_full" | "not_in_line" | "excluded" | "line_left" | "available_now" | "rules_not_accepted" | "not_offered" | "claim_over" | "reservation_expired" | "reservation_cancelled" | "already_purchased" | "payment_required" | "payment_declined" | "payment_not_required" | "payment_not_found" | "payment_under_way" | "payment_state" | "refund_too_large" | "price_not_payable" | "too_many_attempts" | "signature_invalid" | "payment_unavailable" | "delivery_required" | "delivery_fixed" | "order_not_found" | "order_state" | "limit_reached" | "already_reserved" | "wait_to_reserve" | "sold_out" | "all_held" | "insufficient_stock" | "stock_in_use" | "request_cancelled" | "internal_error" | "proof_not_ready" | "overloaded" | "database_unavailable";
            /** @description By field, as it was sent; what is wrong with it, in words. */
            errors?: null | {
                [key: string]: string[];
            };
            /** @description The same for programs: by field, in the order of the words in errors. */
            codes?: null | {
                [key: string]: {
                    /** @enum {unknown} */
                    code: "invalid" | "required" | "length" | "range" | "characters" | "choice" | "email" | "contrast" | "postalCode";
                    /**
                     * Format: int64
                     * @description Of a range or a length.
                     */
                    min?: null | number;
                    /**
                     * Format: int64
                     * @description Of a range or a length.
                     */
                    max?: null | number;
                    /** @description Of a colour: the nearest one that passes. */
                    nearest?: null | string;
                }[];
            };
            /** Format: date-time */
            startsAt?: null | string;
            /**
             * Format: date-time
             * @description From then on the caller may reserve again.
             */
            waitUntil?: null | string;
            /**
             * Format: date-time
             * @description Present wherever there is a countdown.
             */
            serverTime?: null | string;
            /** @description A reservation as every answer shows it. */
            reservation?: {
                /** @description Opaque. */
                id: string;
                /** @description Opaque. */
                dropId: string;
                /** @description Opaque. */
                variantId: string;
                /** Format: int32 */
                quantity: number;
                /** @enum {unknown} */
                status: "active" | "purchased" | "expired" | "cancelled";
                price: {
                    /**
                     * Format: int64
                     * @description In the currency's smallest unit (cents for USD), 0 or more.
                     */
                    amountMinor: number;
                    /** @description ISO 4217, three capital letters. */
                    currency: string;
                };
                /** Format: date-time */
                createdAt: string;
                /**
                 * Format: date-time
                 * @description When the time to buy is over.
                 */
                expiresAt: string;
                /**
                 * Format: date-time
                 * @description Null while it is active, and then left out.
                 */
                endedAt?: null | string;
                /** @enum {unknown} */
                endedBy?: "customer" | "operator" | "time" | null;
                /**
                 * Format: date-time
                 * @description The database's clock at the reading.
                 */
                serverTime: string;
                /**
                 * Format: int64
                 * @description The drop's version that the reservation was made with, in every answer and whatever became of it.
                 */
                dropVersion: number;
                /**
                 * Format: date-time
                 * @description Until then the stock is kept for the customer: later than DateTimeOffset Reservation.ExpiresAt only once an offer is claimed, and while a payment is under way.
                 */
                keptUntil: string;
                /** @description What makes a reservation an offer of the line. */
                offer?: {
                    /**
                     * Format: int32
                     * @description Of its customer in the line.
                     */
                    place: number;
                    /**
                     * Format: int32
                     * @description 0: the variant that they listed first.
                     */
                    choice: number;
                    /**
                     * Format: date-time
                     * @description Until then it wants a yes. Null, and left out: it has one, or needs none.
                     */
                    claimBy?: null | string;
                    /**
                     * Format: date-time
                     * @description Until then it wants to be bought. Null, and left out: it wants a yes first.
                     */
                    payBy?: null | string;
                };
            };
            /** @description Work to be done before a reservation. */
            challenge?: {
                /** @description Opaque; null where no work is asked for. */
                text: null | string;
                /**
                 * Format: int32
                 * @description Leading zero bits that the proof's hash must have.
                 */
                bits: number;
                /** Format: date-time */
                expiresAt: null | string;
                /** Format: date-time */
                serverTime: string;
            };
            /**
             * Format: int32
             * @description How many are free.
             */
            available?: null | number;
            /**
             * Format: int32
             * @description Units that one customer may hold and own.
             */
            limit?: null | number;
            /** @description What is to be said first, by the fields of `PUT /api/v1/me/contact`. */
            missing?: null | string[];
            /** @description Why the payment's provider said no. */
            declineCode?: null | string;
            /**
             * Format: int32
             * @description How often the same reservation can still be tried to be paid for.
             */
            attemptsLeft?: null | number;
            /** @description Of a sign-in that wants a second factor: to be sent along with it, within five minutes. */
            ticket?: null | string;
            /** @description What can be sent as the second factor: code, passkey, recoveryCode. */
            methods?: null | string[];
            import?: {
                /** @description Nothing was written: it is what would be. */
                dryRun: boolean;
                /**
                 * Format: int32
                 * @description How many are made.
                 */
                create: number;
                /** Format: int32 */
                change: number;
                /** Format: int32 */
                unchanged: number;
                /**
                 * Format: int32
                 * @description How many are refused. Of a file that was written: what became impossible meanwhile.
                 */
                refuse: number;
                /** @description In the order of the file. */
                items: {
                    /**
                     * Format: int32
                     * @description Of CSV: the first line of the drop, the header's being 1. Of JSON: its place in the list, from 1.
                     */
                    line: number;
                    /** @description Null: it has none that could be one. */
                    externalId: null | string;
                    name: null | string;
                    /** @enum {unknown} */
                    what: "create" | "change" | "unchanged" | "refuse";
                    /** @description Null: there is no such drop, or not yet. */
                    dropId: null | string;
                    /** @description Which fields become others, by their names in PATCH. */
                    changes: string[];
                    errors: {
                        /** Format: int32 */
                        line: number;
                        /** @description The column, or the field of the JSON. */
                        field: string;
                        /** @description required, length, range, characters, choice, invalid, duplicate, half_row, or the code of a problem. */
                        code: string;
                        /** @description The same in words. */
                        detail: string;
                    }[];
                }[];
            };
            /** @description What finds this fault in the server's log. */
            traceId?: null | string;
            /** Format: int32 */
            retryAfterSeconds?: null | number;
        };
        /** @description The caller's account as it is now, for the page where it is changed. */
        Profile: {
            /** @description Opaque. */
            id: string;
            displayName: string;
            isGuest: boolean;
            /** @description Its owner, or an operator, has confirmed the e-mail. */
            emailConfirmed: boolean;
            /** @description Without one, a link that is mailed sets it. */
            hasPassword: boolean;
            /** @description Purchases are shown under no name. */
            hideName: boolean;
            /** @description This shop sends mail: a forgotten password can be set anew, and the e-mail changed. */
            sendsMail: boolean;
            /** @description Absent for a guest. */
            email?: null | string;
            /** @description What mail is written in. Absent: the shop's own language. */
            language?: null | string;
        };
        ProofKeyAnswer: {
            /** @description Ed25519, 32 bytes in base64. */
            publicKey: string;
            /** @description SHA-256 of the 32 bytes, in hex: what people compare. */
            fingerprint: string;
            /** @description The name that it signs under. */
            shop: string;
            /** Format: date-time */
            from: string;
            /**
             * Format: date-time
             * @description Null: it signs now.
             */
            until: null | string;
        };
        ProofKeysAnswer: {
            /** @description The oldest first. */
            keys: components["schemas"]["ProofKeyAnswer"][];
        };
        QuietHoursBody: {
            /** @description A time of the day, such as 22:00. */
            from: string;
            to: string;
            /** @description An IANA name, such as Europe/Berlin. */
            zone: string;
        };
        RanDrop: {
            id: string;
            /** @description False: it was so already, or was refused. */
            hasMoved: boolean;
            /** @description As it is now. Null: it was refused. */
            drop: components["schemas"]["DropSnapshot"];
            /** @description Why it was refused, by the code that the act alone would have been answered with. Null: it was not. */
            code: null | string;
            detail: null | string;
        };
        RanDrops: {
            /** @description In the order in which they were asked for, each once. */
            items: components["schemas"]["RanDrop"][];
        };
        ReadyAnswer: {
            /** @description ok, unready, or stopping. */
            status: string;
            /** @description ok, standby, or unreachable. */
            database: string;
            /** @description ok, outdated, or unknown while the database is unreachable. */
            schema: string;
            /** @description The connections for decisions: ok, taken, or unreachable. */
            journal: string;
            /** Format: date-time */
            serverTime: string;
        };
        Reauthenticated: {
            /** @description For the header Stampede-Reauthentication; of this session alone, good for ten minutes. */
            token: string;
        };
        ReauthenticationBody: {
            /** @description One of password and credential is needed. At most 256 characters. */
            password?: null | string;
            credential?: null | components["schemas"]["JsonElement"];
            /** @description As it came with the passkey's options. At most 8,000 characters. */
            state?: null | string;
        };
        Receipt: {
            /** @description Opaque. */
            id: string;
            /** @description Opaque. */
            reservationId: string;
            /** @description Opaque. */
            dropId: string;
            /** @description Opaque. */
            variantId: string;
            /** Format: int32 */
            quantity: number;
            /** @description Of one unit. */
            price: components["schemas"]["Money"];
            /** Format: date-time */
            purchasedAt: string;
            /**
             * Format: int64
             * @description The drop's version that the purchase was made with.
             */
            dropVersion: number;
            paymentStatus?: null | components["schemas"]["PaymentState"];
            /**
             * Format: int64
             * @description Of what was paid, given back.
             */
            refundedMinor?: null | number;
            /**
             * Format: int32
             * @description Of what was bought, came back to the shop. Absent: nothing did.
             */
            returnedUnits?: null | number;
            /**
             * Format: int32
             * @description Of what came back, is on sale again: it no longer counts for the customer's limit. Absent: nothing.
             */
            restockedUnits?: null | number;
            sendTo?: null | components["schemas"]["Contact"];
            /**
             * Format: date-time
             * @description Absent: the shop has not said that it was sent.
             */
            sentAt?: null | string;
            carrier?: null | string;
            tracking?: null | string;
            /** @description For people, to be read out; no two purchases of a drop have the same. */
            number: null | string;
        };
        /** @description The shape of a receipt, whose bytes are made by ProofReceipt. */
        ReceiptAnswer: {
            checkpoints: components["schemas"]["ReceiptCheckpointAnswer"][];
            code: string;
            customer: string;
            drop: components["schemas"]["ReceiptDropAnswer"];
            format: string;
            keys: components["schemas"]["ReceiptKeyAnswer"][];
            lines: components["schemas"]["ReceiptLineAnswer"][];
            /** Format: int64 */
            place: null | number;
            sentence: string;
            shop: string;
            ticket: null | string;
        };
        ReceiptCheckpointAnswer: {
            note: string;
            tree: string;
        };
        ReceiptDropAnswer: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
        };
        ReceiptKeyAnswer: {
            /** Format: date-time */
            from: string;
            publicKey: string;
            shop: string;
            /** Format: date-time */
            until: null | string;
        };
        ReceiptLineAnswer: {
            /** Format: int64 */
            index: number;
            line: string;
            path: string[];
            tree: string;
        };
        RefreshBody: {
            refreshToken: string;
        };
        RefreshPaymentBody: {
            /** @description Of the test provider: pass or fail, as the customer's bank would say. */
            challenge?: null | string;
        };
        RefundBody: {
            /**
             * Format: int64
             * @description Absent: all that is left; with int? RefundBody.Units, their price, where so much is left.
             */
            amountMinor?: null | number;
            /** @description What comes back is free again, and no longer counts for the customer's limit. Else it stays sold. */
            restock?: null | boolean;
            /**
             * Format: int32
             * @description How many come back. Absent: all that did not come back before, where they are restocked or all the money goes back; else none.
             */
            units?: null | number;
            reason?: null | string;
        };
        RefusalFigures: {
            code: string;
            /**
             * Format: int64
             * @description Attempts: who presses twice is refused twice.
             */
            presses: number;
            /**
             * Format: int64
             * @description Accounts that were refused with this code; an estimate within a few percent, and never more than the presses.
             */
            people: number;
        };
        RegisterBody: {
            /** @description 3 to 254 characters. */
            email: string;
            /** @description 8 to 256 characters. */
            password: string;
            /** @description Seen as at most 40 characters, of which some are made of several. 1 to 160 characters. */
            displayName: string;
            /** @description What mail is written in; absent: the shop's own. */
            language?: null | string;
        };
        /** @description One line of the shop: a drop's queue, draw or waitlist. */
        RegisterItem: {
            /**
             * Format: int64
             * @description Its number in the shop; there is no gap between two.
             */
            line: number;
            /** @description Opaque. */
            dropId: string;
            dropName: string;
            dropSlug: string;
            mode: string;
            phase: string;
            commit: null | string;
            root: null | string;
            cancelledReason: null | string;
        };
        ReleaseHoldsBody: {
            /** @description 1 to 100 items. */
            customerIds: string[];
        };
        ReleasedHolds: {
            items: components["schemas"]["ReleasedOf"][];
            /** @description There were more holds than one call gives back: send it again. */
            hasMore: boolean;
        };
        ReleasedOf: {
            /** @description Opaque. */
            customerId: string;
            /**
             * Format: int32
             * @description Holds that were given back.
             */
            released: number;
            /**
             * Format: int32
             * @description Holds that were not: they were bought or over by then, or could not be decided now.
             */
            kept: number;
        };
        ReplayBody: {
            /** Format: date-time */
            since: null | string;
        };
        ReplayedEvents: {
            /**
             * Format: int32
             * @description Events that are sent again.
             */
            count: number;
            /**
             * Format: date-time
             * @description There are more, from this time on: so many at once are enough. Null: these were all.
             */
            until: null | string;
        };
        /** @description A reservation as every answer shows it. */
        Reservation: {
            /** @description Opaque. */
            id: string;
            /** @description Opaque. */
            dropId: string;
            /** @description Opaque. */
            variantId: string;
            /** Format: int32 */
            quantity: number;
            status: components["schemas"]["ReservationStatus"];
            /** @description Of one unit, as it was when the hold was made. */
            price: components["schemas"]["Money"];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When the time to buy is over.
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description Null while it is active, and then left out.
             */
            endedAt?: null | string;
            endedBy?: null | components["schemas"]["EndedBy"];
            /**
             * Format: date-time
             * @description The database's clock at the reading.
             */
            serverTime: string;
            /**
             * Format: int64
             * @description The drop's version that the reservation was made with, in every answer and whatever became of it.
             */
            dropVersion: number;
            /**
             * Format: date-time
             * @description Until then the stock is kept for the customer: later than DateTimeOffset Reservation.ExpiresAt only once an offer is claimed, and while a payment is under way.
             */
            keptUntil: string;
            offer?: null | components["schemas"]["ReservationOffer"];
        };
        /** @description What makes a reservation an offer of the line. */
        ReservationOffer: {
            /**
             * Format: int32
             * @description Of its customer in the line.
             */
            place: number;
            /**
             * Format: int32
             * @description 0: the variant that they listed first.
             */
            choice: number;
            /**
             * Format: date-time
             * @description Until then it wants a yes. Null, and left out: it has one, or needs none.
             */
            claimBy?: null | string;
            /**
             * Format: date-time
             * @description Until then it wants to be bought. Null, and left out: it wants a yes first.
             */
            payBy?: null | string;
        };
        /** @enum {unknown} */
        ReservationStatus: "active" | "purchased" | "expired" | "cancelled";
        ReserveBody: {
            /** @description Absent: the drop's only variant. */
            variantId?: null | string;
            /**
             * Format: int32
             * @description From 1 to the drop's limit per customer; absent: 1. From 1 to 1,000,000.
             */
            quantity?: null | number;
        };
        ResetPasswordBody: {
            /** @description What stands behind the # of the link. */
            token: string;
            /** @description 8 to 256 characters. */
            password: string;
        };
        ReturnAnswer: {
            /** @description The page that the visitor came from. */
            address: string;
            /** @description Its host, to name it by. */
            site: string;
        };
        RoleBody: {
            role: string;
        };
        RotatedSecret: {
            /** @description Shown this once. */
            secret: string;
            /**
             * Format: date-time
             * @description Until then both sign.
             */
            previousUntil: string;
            /** Format: date-time */
            serverTime: string;
        };
        RunDropsBody: {
            /** @description publish, pause, resume or archive. */
            act: string;
            /** @description 1 to 100 items. */
            ids: string[];
        };
        SalePoint: {
            /** Format: date-time */
            at: string;
            /** @description Opaque. */
            variantId: string;
            /**
             * Format: int64
             * @description Units of the variant, up to and including this sale or return.
             */
            sold: number;
        };
        SalesFigures: {
            /**
             * Format: int32
             * @description The length of each: from a second to a week, so that there are at most 250.
             */
            stepSeconds: number;
            /** @description By time; those without a sale are left out. */
            steps: components["schemas"]["SalesStep"][];
        };
        SalesStep: {
            /**
             * Format: date-time
             * @description When the step begins.
             */
            at: string;
            /** Format: int64 */
            units: number;
            /** Format: int64 */
            purchases: number;
        };
        SavedLetterWords: {
            /**
             * Format: int64
             * @description The shop's.
             */
            version: number;
            kind: components["schemas"]["LetterKind"];
            words: components["schemas"]["LocalText"];
        };
        SecondFactorAnswer: {
            /**
             * Format: date-time
             * @description Since when an app makes codes; null: none does.
             */
            codesSince: null | string;
            /**
             * Format: int32
             * @description Of ten.
             */
            recoveryCodesLeft: number;
            passkeys: components["schemas"]["PasskeyLine"][];
            /** @description The shop wants one of the caller. */
            needed: boolean;
        };
        SecondFactorBody: {
            /** @description Of the answer `second_factor_required`. 1 to 8,000 characters. */
            ticket: string;
            /** @description Six digits, of the app. One of code, recoveryCode and credential is needed. At most 40 characters. */
            code?: null | string;
            /** @description At most 40 characters. */
            recoveryCode?: null | string;
            credential?: null | components["schemas"]["JsonElement"];
            /** @description As it came with the passkey's options. At most 8,000 characters. */
            state?: null | string;
        };
        SecondFactorSet: {
            /** @description Shown this once. Empty: those of before go on. */
            recoveryCodes: string[];
        };
        SentBody: {
            /** @description At most 100 characters. */
            carrier?: null | string;
            /** @description The parcel's number, or an address where it is followed. At most 200 characters. */
            tracking?: null | string;
        };
        SentOrders: {
            /** @description Those that are sent now, or were before. */
            sent: string[];
            /** @description Those that are refunded or in dispute. */
            refused: string[];
            /** @description Those that are no order's. */
            notFound: string[];
        };
        SentOrdersBody: {
            /** @description 1 to 100 items. */
            ids: string[];
            /** @description At most 100 characters. */
            carrier?: null | string;
        };
        /** @description Who the caller is, where they may be nobody. */
        SessionAnswer: {
            me?: null | components["schemas"]["Me"];
        };
        SessionLine: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            beganAt: string;
            /**
             * Format: date-time
             * @description About a minute old at most.
             */
            lastSeenAt: string;
            /** @description The browser, such as Firefox on Linux; null: not known. */
            agent: null | string;
            /** @description The one that asks. */
            isThisOne: boolean;
        };
        SessionList: {
            /** @description The one seen last comes first; at most 100. */
            items: components["schemas"]["SessionLine"][];
        };
        /** @description The colour of buttons and links, as #rrggbb, for the light theme and for the dark one. Null: ink. */
        ShopAccent: {
            light: null | string;
            dark: null | string;
        };
        /** @description Who the shop is, as everybody sees it. */
        ShopAnswer: {
            /** Format: int64 */
            version: number;
            /** @description Never empty. */
            name: string;
            /** @description False: nobody has given it a name, and it is called by its address. */
            isNamed: boolean;
            tagLine: components["schemas"]["LocalText"];
            logoUrl: null | string;
            /** @description The picture of LogoUrl, with its smaller files. */
            logo: components["schemas"]["DropPicture"];
            accent: components["schemas"]["ShopAccent"];
            address: string[];
            supportEmail: null | string;
            senderName: null | string;
            replyTo: null | string;
            languages: string[];
            defaultLanguage: string;
            currency: null | string;
            timeZone: null | string;
            taxLine: components["schemas"]["LocalText"];
            /** @description Those that there are. */
            legalPages: components["schemas"]["LegalPage"][];
            /** @description It offers the drawings of the demo as pictures. */
            isDemo: boolean;
            /** @description Only who has confirmed their e-mail may reserve. */
            confirmedAccountsOnly: boolean;
        };
        /** @description All of what the shop says of itself: what is left out is taken away. */
        ShopBody: {
            /**
             * Format: int64
             * @description The version that was changed; another one meanwhile is `shop_changed`. Absent: whatever version there is. From 1 to 1,000,000,000,000.
             */
            version?: null | number;
            /** @description At most 60 characters. */
            name?: null | string;
            tagLine?: null | components["schemas"]["LocalTextBody"];
            /** @description A picture that was uploaded here. At most 200 characters. */
            logoUrl?: null | string;
            accent?: null | components["schemas"]["AccentBody"];
            /** @description Each line at most 120 characters. 0 to 8 items. */
            address?: null | string[];
            /** @description At most 254 characters. */
            supportEmail?: null | string;
            /** @description At most 60 characters. */
            senderName?: null | string;
            /** @description At most 254 characters. */
            replyTo?: null | string;
            /** @description Of en and de; absent: both. 1 to 2 items. */
            languages?: null | string[];
            /** @description One of those offered; absent: the first of them. At most 2 characters. */
            defaultLanguage?: null | string;
            /** @description At most 3 characters. */
            currency?: null | string;
            /** @description By its IANA name. At most 60 characters. */
            timeZone?: null | string;
            taxLine?: null | components["schemas"]["LocalTextBody"];
        };
        ShopEvent: {
            /** @description The same for ever. */
            id: string;
            /** @description Such as purchase.created. */
            type: string;
            /** Format: date-time */
            timestamp: string;
            /** @description Null: of a test. */
            dropId: null | string;
            /**
             * Format: int64
             * @description The drop's version; of a payment's event its number among these.
             */
            sequence: number;
            /**
             * Format: int64
             * @description Of the event before it, of this drop or payment, among those that are asked for. Null: it is the first.
             */
            previousSequence: null | number;
            data: components["schemas"]["EventData"];
        };
        /** @description What a shop did within the last days, across its drops. */
        ShopOverview: {
            /** Format: date-time */
            asOf: string;
            /**
             * Format: int32
             * @description So many, up to now.
             */
            days: number;
            /** Format: int64 */
            purchases: number;
            /** Format: int64 */
            units: number;
            /** @description Of what was bought within them: refunds count for the day of the purchase. */
            money: components["schemas"]["MoneyFigures"][];
            /**
             * Format: int64
             * @description Drops that are live or paused now.
             */
            live: number;
            /**
             * Format: int64
             * @description Drops that are published and have not opened.
             */
            upcoming: number;
            /**
             * Format: int64
             * @description Drops that opened within these days.
             */
            begun: number;
            /**
             * Format: int64
             * @description Of these, with nothing left to sell now.
             */
            soldOut: number;
            /**
             * Format: double
             * @description Of all units of these, how many are sold: 0 to 1. Null: there are none.
             */
            sellThrough: null | number;
        };
        SignInBody: {
            /** @description 1 to 254 characters. */
            email: string;
            /** @description 1 to 256 characters. */
            password: string;
        };
        /** @description One of the signals, and what those who show it have. */
        SignalCount: {
            /** @description fast, early, burst, unbought, newAccount, sameAddress. */
            signal: string;
            /** Format: int64 */
            customers: number;
            /** Format: int64 */
            purchased: number;
        };
        /** @description A customer who shows signals. What was not recorded is null. */
        SignalLine: {
            /** @description Opaque. */
            customerId: string;
            displayName: string;
            signals: string[];
            /** Format: int64 */
            reservations: number;
            /** Format: int64 */
            purchased: number;
            /** Format: int64 */
            unbought: number;
            /**
             * Format: double
             * @description From the drop's start to their first reservation; null: they got none.
             */
            firstAfterMilliseconds: null | number;
            /**
             * Format: double
             * @description At their first reservation.
             */
            accountAgeSeconds: null | number;
            /** Format: int64 */
            attempts: null | number;
            /** Format: int64 */
            earlyAttempts: null | number;
            /** Format: int32 */
            perSecondMax: null | number;
            /**
             * Format: int64
             * @description Customers of this drop at their address, themselves included.
             */
            sameAddress: null | number;
            /**
             * Format: int64
             * @description Of these, those with the same User-Agent.
             */
            sameAddressAndAgent: null | number;
            /**
             * Format: int32
             * @description The same number for all who share an address. Null: nobody shares theirs.
             */
            addressGroup: null | number;
            /**
             * Format: int64
             * @description Their live holds in this drop.
             */
            holds: number;
            /** @description They, or their address, may not reserve in this drop. Whether their network may not is not known here: no address is kept. */
            blocked: boolean;
            /** @description What operators wrote down about them. */
            note: null | string;
        };
        SkipBody: {
            /**
             * Format: int32
             * @description From 1 to 2,147,483,647.
             */
            place: number;
            /** @description 1 to 500 characters. */
            reason: string;
        };
        /** @description A drop's stock at one instant. */
        StockPoint: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            sold: number;
            /** Format: int64 */
            held: number;
            /** Format: int64 */
            available: number;
        };
        StoredAccount: {
            /** @description Opaque. */
            id: string;
            displayName: string;
            email: null | string;
            emailConfirmed: boolean;
            isGuest: boolean;
            isOperator: boolean;
            /** @description Of who runs the shop. */
            role: null | string;
            /** @description The password itself is nowhere; what it is checked with is of no use to anybody. */
            hasPassword: boolean;
            /** Format: date-time */
            oneTimeCodesSince: null | string;
            /** @description As their owner calls them. */
            passkeys: string[];
            sessions: components["schemas"]["StoredSession"][];
            /** Format: date-time */
            createdAt: string;
            language: null | string;
            hideName: boolean;
            /** @description What another program calls this person. Null: they came here themself. */
            externalId: null | string;
        };
        /** @description That this person may not reserve. */
        StoredBlock: {
            /** @description Null: in the whole shop. */
            dropId: null | string;
            reason: string;
            /** Format: date-time */
            at: string;
            /**
             * Format: date-time
             * @description Null: until it is lifted.
             */
            until: null | string;
        };
        StoredEntry: {
            /** @description Opaque. */
            dropId: string;
            /** @description One person's entry in one line: random, so that it tells nothing of who joined before whom. */
            entryId: string;
            /** Format: int64 */
            seq: number;
            preferences: string[];
            /** Format: int32 */
            quantity: number;
            /** Format: date-time */
            joinedAt: string;
            hasWithdrawn: boolean;
            /** @description Null: the shop did not exclude it. */
            excludedReason: null | string;
        };
        /** @description Mail to this person, of the last 30 days. */
        StoredLetter: {
            kind: string;
            /** @description Opaque. */
            dropId: null | string;
            /** Format: date-time */
            writtenAt: string;
            /**
             * Format: date-time
             * @description Null: it waits, or cannot go.
             */
            sentAt: null | string;
        };
        /** @description What the shop wrote down about this person. */
        StoredNote: {
            note: string;
            /** Format: date-time */
            at: string;
        };
        /** @description That this person wants to be told of a drop. */
        StoredNotifyRequest: {
            /** @description Opaque. */
            dropId: string;
            /** @description opening, or back. */
            kind: string;
            /** Format: date-time */
            askedAt: string;
            /** Format: date-time */
            toldAt: null | string;
        };
        /** @description What was kept of a purchase so that it could be sent. */
        StoredOrder: {
            /** @description Opaque. */
            purchaseId: string;
            contact: components["schemas"]["Contact"];
            /** Format: date-time */
            sentAt: null | string;
            carrier: null | string;
            tracking: null | string;
            /** @description What the shop wrote down about it. */
            note: null | string;
        };
        StoredSession: {
            /** Format: date-time */
            beganAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /** @description The browser, as it called itself. */
            agent: null | string;
        };
        StoredSignal: {
            /** @description Opaque. */
            dropId: string;
            /** Format: int64 */
            attempts: number;
            /** Format: int64 */
            earlyAttempts: number;
            /** Format: int32 */
            perSecondMax: number;
            /** @description Of the network address of the last request, in hexadecimal; the address itself is not kept. */
            addressHash: string;
            /** @description Of its User-Agent. */
            agentHash: string;
            /** Format: date-time */
            lastAt: string;
        };
        /** @description The test provider's own books. */
        TestLedger: {
            items: components["schemas"]["TestLedgerItem"][];
            /**
             * Format: int64
             * @description Authorised and neither captured nor let go.
             */
            authorizedMinor: number;
            /**
             * Format: int64
             * @description All that was ever captured.
             */
            capturedMinor: number;
            /**
             * Format: int64
             * @description All that was ever given back.
             */
            refundedMinor: number;
        };
        TestLedgerItem: {
            ref: string;
            /** @description One attempt to pay for one reservation. */
            paymentId: string;
            /** Format: int64 */
            amountMinor: number;
            currency: string;
            state: string;
            /** Format: int64 */
            capturedMinor: number;
            /** Format: int64 */
            refundedMinor: number;
        };
        TicketBody: {
            /** @description 1 to 8,000 characters. */
            ticket: string;
        };
        UpgradeBody: {
            /** @description 3 to 254 characters. */
            email: string;
            /** @description Absent: none yet; a link that is mailed sets one. 8 to 256 characters. */
            password?: null | string;
            /** @description What mail is written in; absent: the shop's own. */
            language?: null | string;
        };
        UploadedPicture: {
            imageUrl: string;
            /**
             * Format: int32
             * @description In pixels, as it is kept: what is larger was made smaller.
             */
            width: number;
            /** Format: int32 */
            height: number;
            /** @description Smaller files of the same picture, as for HTML's picture element. */
            sources: components["schemas"]["PictureSource"][];
        };
        VariantBody: {
            /** @description 1 to 60 characters. */
            label: string;
            /**
             * Format: int32
             * @description From 0 to 10,000,000.
             */
            total: number;
            /** @description What another program calls it. For those who run the shop alone. At most 64 characters. */
            sku?: null | string;
        };
        VariantFigures: {
            /** @description Opaque. */
            id: string;
            label: string;
            /** Format: int32 */
            total: number;
            /** Format: int32 */
            available: number;
            /** Format: int32 */
            held: number;
            /** Format: int32 */
            sold: number;
            /**
             * Format: double
             * @description Of all its units, how many are sold: 0 to 1. Null: it has none.
             */
            sellThrough: null | number;
        };
        VariantReport: {
            /** @description Opaque. */
            id: string;
            label: string;
            /** Format: int32 */
            total: number;
            /** Format: int32 */
            sold: number;
        };
        /** @description The count of one variant. Always `Total = Available + Held + Sold`, none negative. */
        VariantStock: {
            /** @description Opaque. */
            id: string;
            label: string;
            /** Format: int32 */
            available: number;
            /** Format: int32 */
            held: number;
            /** Format: int32 */
            sold: number;
            /** @description What another program calls it. Null: nothing, or whoever asks is not told. */
            sku?: null | string;
            /** Format: int32 */
            total: number;
            availability: components["schemas"]["Availability"];
        };
        VerificationAnswer: {
            consistent: boolean;
            findings: components["schemas"]["VerificationFinding"][];
        };
        VerificationFinding: {
            invariant: string;
            detail: string;
        };
        WarningAnswer: {
            /** @description Another one where the same begins anew. */
            id: string;
            /** @description node_down, expiry_late, mail_stuck, payment_stuck, disk_low, clock_apart, database_away, webhook_off; sold_out is news. */
            code: string;
            /** @description trouble or news. */
            level: string;
            /** Format: date-time */
            since: string;
            /** @description The node's, the webhook's or the drop's id. */
            subject: null | string;
            /** @description The drop's or the webhook's, or the version of the node. */
            name: null | string;
            /**
             * Format: int64
             * @description By the code: milliseconds, emails, payments, or bytes that are free.
             */
            amount: null | number;
            /** @description Of mail: what the mail server said; a code. */
            reason: null | string;
            /** @description In English, as all of this; pages have their own words by the code. */
            title: string;
            /** @description What to do about it. */
            toDo: string;
        };
        WarningsAnswer: {
            /** Format: date-time */
            serverTime: string;
            /** @description The oldest first, at most 200. */
            warnings: components["schemas"]["WarningAnswer"][];
        };
        WebhookAnswer: {
            /** Format: uuid */
            id: string;
            url: string;
            description: null | string;
            /** @description Empty: all but those of holds. */
            types: string[];
            /** @description Empty: all. */
            drops: string[];
            /** @description on or off. */
            state: string;
            /** @description gone (it said so), failing (for five days), byOperator. Null: it is on. */
            offReason: null | string;
            /** Format: date-time */
            createdAt: string;
            createdByName: string;
            /** Format: date-time */
            lastDeliveredAt: null | string;
            /** Format: date-time */
            lastFailedAt: null | string;
            /**
             * Format: date-time
             * @description Since when nothing but failures came. Null: the last attempt went well.
             */
            failingSince: null | string;
            /**
             * Format: int64
             * @description Deliveries that are not taken yet, counted up to 100,000. What did not come to their turn waits in the ledgers.
             */
            waiting: number;
            /**
             * Format: date-time
             * @description How long the secret of before signs too. Null: it does not.
             */
            previousSecretUntil: null | string;
            /** Format: date-time */
            serverTime: string;
            /** @description What its events are signed with. In the answer that makes it, and no other. */
            secret?: null | string;
        };
        WebhookBody: {
            /** @description Https, on port 443 or 8443, outside of private networks. 1 to 2,000 characters. */
            url: string;
            /** @description At most 200 characters. */
            description?: null | string;
            /** @description Such as purchase.created. Absent or empty: all but those of holds. 0 to 20 items. */
            types?: null | string[];
            /** @description Ids of drops. Absent or empty: all. 0 to 100 items. */
            drops?: null | string[];
        };
        /** @description The oldest first. */
        WebhookList: {
            items: components["schemas"]["WebhookAnswer"][];
            /** Format: date-time */
            serverTime: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "password": "correct horse battery",
                 *       "displayName": "Alice"
                 *     }
                 */
                "application/json": components["schemas"]["RegisterBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email_taken`: The e-mail is taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SignIn: {
        parameters: {
            query?: {
                useCookies?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["SignInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenResponse"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_credentials`: E-mail or password is wrong · `second_factor_required`: A second factor is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `locked_out`: Too many failed sign-ins · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SignInAsGuest: {
        parameters: {
            query?: {
                useCookies?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "displayName": "Alice"
                 *     }
                 */
                "application/json": components["schemas"]["GuestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenResponse"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UpgradeGuest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["UpgradeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenResponse"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `has_account`: This is an account already · `email_taken`: The e-mail is taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ForgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["ForgotPasswordBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `mail_unavailable`: This shop sends no mail */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ResetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "CfDJ8…",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["ResetPasswordBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedAccount"];
                };
            };
            /** @description `validation_failed`: The request is not valid · `reset_invalid`: The link is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "CfDJ8…"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenResponse"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SignOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConfirmEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "CfDJ8…"
                 *     }
                 */
                "application/json": components["schemas"]["ConfirmBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid · `confirmation_invalid`: The link is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email_taken`: The e-mail is taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SendConfirmationMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `mail_unavailable`: This shop sends no mail */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConfirmAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["ConfirmAccountBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedAccount"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account_not_found`: There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EraseMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_operator`: Nobody else owns this shop */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "displayName": "Alice",
                 *       "language": "en",
                 *       "hideName": true
                 *     }
                 */
                "application/json": components["schemas"]["ChangeMeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery",
                 *       "password": "another horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePasswordBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenResponse"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `locked_out`: Too many failed sign-ins · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.org",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeEmailBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `mail_unavailable`: This shop sends no mail */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `locked_out`: Too many failed sign-ins · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExportMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalData"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ImportDrops: {
        parameters: {
            query?: {
                dryRun?: string;
            };
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "drops": [
                 *         {
                 *           "externalId": "AO-1",
                 *           "name": "Air One",
                 *           "price": {
                 *             "amountMinor": 19900,
                 *             "currency": "USD"
                 *           },
                 *           "variants": [
                 *             {
                 *               "label": "EU 42",
                 *               "total": 100,
                 *               "sku": "AO-1-42"
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImportDropsBody"];
                "text/csv": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `import_refused`: The file was not imported · `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetPaymentConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentConfig"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReceivePaymentEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `signature_invalid`: The signature is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListCountries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountryList"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetLine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineDocument"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SetLine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "queue",
                 *       "waitlist": true,
                 *       "claimSeconds": 30
                 *     }
                 */
                "application/json": components["schemas"]["LineBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_rules_fixed`: The rules stand · `ended`: The drop has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JoinLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Not needed: a customer has one entry. Proof of work is solved for it, where this shop asks for work. */
                "Idempotency-Key"?: string;
                /** @description The answer to a challenge, as challenge:number, where this shop asks for work. */
                "Stampede-Proof"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "preferences": [
                 *         "0199b2f0-0000-7000-8000-000000000000"
                 *       ],
                 *       "quantity": 1,
                 *       "acceptsRules": true
                 *     }
                 */
                "application/json": null | components["schemas"]["JoinBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinedAnswer"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinedAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `excluded`: You were taken out of the line · `confirmation_required`: Confirm your e-mail first · `blocked`: The shop takes no reservation from you · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `variant_not_found`: There is no such variant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line · `ended`: The drop has ended · `line_closed`: The line is closed · `line_full`: The line is full · `available_now`: It can be had now · `line_left`: You have left the line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rules_not_accepted`: Accept the rules first */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `proof_required`: Some work is asked for first */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListMyLines: {
        parameters: {
            query?: {
                dropId?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfOwnLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListLines: {
        parameters: {
            query?: {
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineRegister"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListProofKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofKeysAnswer"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListEvents: {
        parameters: {
            query?: {
                after?: string;
                types?: string;
                drops?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WatchDrop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WatchSeveralDrops: {
        parameters: {
            query?: {
                drops?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RunDrops: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "act": "pause",
                 *       "ids": [
                 *         "0199b2f0-0000-7000-8000-000000000000"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RunDropsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RanDrops"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListHistory: {
        parameters: {
            query?: {
                actor?: string;
                what?: string;
                after?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfHistoryLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UploadPicture: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedPicture"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `picture_too_large`: The picture is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type · `picture_type`: Not a picture of a known kind · `picture_heic`: A HEIC photo */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetPictureSize: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CheckReturn: {
        parameters: {
            query?: {
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReturnAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CompleteSignIn: {
        parameters: {
            query?: {
                useCookies?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ticket": "CfDJ8…",
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["SecondFactorBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenResponse"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `second_factor_invalid`: The second factor is wrong · `sign_in_expired`: The sign-in took too long */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `locked_out`: Too many failed sign-ins · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BeginPasskeySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ticket": "CfDJ8…"
                 *     }
                 */
                "application/json": components["schemas"]["TicketBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign_in_expired`: The sign-in took too long */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Reauthenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["ReauthenticationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reauthenticated"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first · `invalid_credentials`: E-mail or password is wrong · `second_factor_invalid`: The second factor is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `locked_out`: Too many failed sign-ins · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `overloaded`: Too busy right now */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BeginReauthentication: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListMySessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EndOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EndSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BeginCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of POST /api/v1/me/reauthentication. */
                "Stampede-Reauthentication"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodesSetup"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: Say again who you are · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RemoveCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of POST /api/v1/me/reauthentication. */
                "Stampede-Reauthentication"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: Say again who you are · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConfirmCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of POST /api/v1/me/reauthentication. */
                "Stampede-Reauthentication"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["CodeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorSet"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first · `second_factor_invalid`: The second factor is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: Say again who you are · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `locked_out`: Too many failed sign-ins · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RenewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of POST /api/v1/me/reauthentication. */
                "Stampede-Reauthentication"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorSet"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: Say again who you are · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BeginPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of POST /api/v1/me/reauthentication. */
                "Stampede-Reauthentication"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: Say again who you are · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AddPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of POST /api/v1/me/reauthentication. */
                "Stampede-Reauthentication"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "My phone",
                 *       "credential": {
                 *         "id": "…"
                 *       },
                 *       "state": "CfDJ8…"
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorSet"];
                };
            };
            /** @description `validation_failed`: The request is not valid · `passkey_invalid`: The passkey was not taken */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: Say again who you are · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RemovePasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of POST /api/v1/me/reauthentication. */
                "Stampede-Reauthentication"?: string;
            };
            path: {
                passkeyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: Say again who you are · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListPeople: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleList"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DismissPerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account_not_found`: There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_operator`: Nobody else owns this shop */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                accountId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "support"
                 *     }
                 */
                "application/json": components["schemas"]["RoleBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account_not_found`: There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_operator`: Nobody else owns this shop */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ResetSecondFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account_not_found`: There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SetPeopleRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "requireSecondFactor": false,
                 *       "supportRefundMax": 100
                 *     }
                 */
                "application/json": components["schemas"]["PeopleRulesBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleRules"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationList"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "kim@example.com",
                 *       "role": "operator"
                 *     }
                 */
                "application/json": components["schemas"]["InviteBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_member`: They run this shop already */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WithdrawInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    LookAtInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "q83vEjRW…"
                 *     }
                 */
                "application/json": components["schemas"]["InvitationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description `validation_failed`: The request is not valid · `invitation_invalid`: The invitation is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AcceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "q83vEjRW…",
                 *       "displayName": "Kim",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["AcceptBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `validation_failed`: The request is not valid · `invitation_invalid`: The invitation is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachineKeyList"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MakeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Our shop's server",
                 *       "scopes": [
                 *         "customers:act",
                 *         "purchases:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["KeyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewMachineKey"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_keys`: There are too many keys */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RevokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetNotify: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotifyState"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NotifyMe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "language": "en"
                 *     }
                 */
                "application/json": components["schemas"]["NotifyBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotifyAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `mail_unavailable`: This shop sends no mail · `available_now`: It can be had now · `ended`: The drop has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `overloaded`: Too busy right now */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DontNotifyMe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ConfirmNotify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "CfDJ8…"
                 *     }
                 */
                "application/json": components["schemas"]["NotifyTokenBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotifyConfirmed"];
                };
            };
            /** @description `confirmation_invalid`: The link is not valid · `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UnsubscribeNotify: {
        parameters: {
            query?: {
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `confirmation_invalid`: The link is not valid · `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListDrops: {
        parameters: {
            query?: {
                status?: string;
                query?: string;
                archived?: string;
                sort?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfDropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CreateDrop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Air One",
                 *       "price": {
                 *         "amountMinor": 19900,
                 *         "currency": "USD"
                 *       },
                 *       "startsAt": "2030-01-31T10:00:00Z",
                 *       "variants": [
                 *         {
                 *           "label": "EU 42",
                 *           "total": 100
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateDropBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid · `price_not_payable`: The price cannot be paid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `external_id_taken`: Another drop has this external id */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetDrop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeleteDrop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_published`: The drop is published */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeDrop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "startsAt": "2030-01-31T11:00:00Z",
                 *       "limitPerCustomer": 2
                 *     }
                 */
                "application/json": components["schemas"]["ChangeDropBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid · `price_not_payable`: The price cannot be paid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `ended`: The drop has ended · `already_published`: The drop is published · `external_id_taken`: Another drop has this external id */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ArchiveDrop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_archivable`: The drop is in use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UnarchiveDrop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PublishDrop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `ended`: The drop has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PauseDrop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_published`: The drop is a draft · `ended`: The drop has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ResumeDrop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_published`: The drop is a draft · `ended`: The drop has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EndDrop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AdjustStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
                variantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "change": 20,
                 *       "reason": "A pallet more"
                 *     }
                 */
                "application/json": components["schemas"]["AdjustmentBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSnapshot"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `variant_not_found`: There is no such variant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `stock_in_use`: The stock is in use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListMovements: {
        parameters: {
            query?: {
                kind?: string;
                query?: string;
                variant?: string;
                since?: null | string;
                until?: null | string;
                sort?: string;
                after?: string;
                limit?: string;
            };
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfLedgerLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExportPurchases: {
        parameters: {
            query?: {
                since?: string;
            };
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    VerifyDrop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Reserve: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect. */
                "Idempotency-Key"?: string;
                /** @description The answer to a challenge, as challenge:number, where this shop asks for work. */
                "Stampede-Proof"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "variantId": "0199b2f0-0000-7000-8000-000000000000",
                 *       "quantity": 1
                 *     }
                 */
                "application/json": null | components["schemas"]["ReserveBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `confirmation_required`: Confirm your e-mail first · `blocked`: The shop takes no reservation from you · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `variant_not_found`: There is no such variant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_started`: The drop has not started · `ended`: The drop has ended · `paused`: The drop is paused · `limit_reached`: The limit per customer is reached · `already_reserved`: You have a reservation already · `line_first`: The people in the line come first · `sold_out`: Sold out · `all_held`: All are held · `insufficient_stock`: Fewer are left */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `proof_required`: Some work is asked for first */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wait_to_reserve`: Wait before you reserve again · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetReservation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CancelReservation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_purchased`: The reservation is bought */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Purchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_required`: It has to be paid for */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reservation_expired`: The reservation has expired · `reservation_cancelled`: The reservation was cancelled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_required`: The shop must know where it goes */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ClaimOffer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_offered`: Not an offer · `claim_over`: The time to say yes is over */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListMyReservations: {
        parameters: {
            query?: {
                status?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfReservation"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetMyPurchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `purchase_not_found`: There is no such purchase */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListMyPurchases: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfReceipt"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetPayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation · `payment_not_found`: There is no such payment */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_unavailable`: The payment provider does not answer · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Pay: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this attempt, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "confirmationToken": "ctoken_1Mx…"
                 *     }
                 */
                "application/json": null | components["schemas"]["PayBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentAnswer"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentAnswer"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_declined`: The payment was declined */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_not_required`: There is nothing to pay · `payment_under_way`: A payment is under way · `reservation_expired`: The reservation has expired · `reservation_cancelled`: The reservation was cancelled · `already_purchased`: The reservation is bought */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request · `delivery_required`: The shop must know where it goes */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_attempts`: Too many attempts to pay · `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_unavailable`: The payment provider does not answer · `database_unavailable`: The database does not answer · `overloaded`: Too busy right now */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GiveUpPayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation · `payment_not_found`: There is no such payment */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_purchased`: The reservation is bought */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_unavailable`: The payment provider does not answer · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RefreshPayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "challenge": "pass"
                 *     }
                 */
                "application/json": null | components["schemas"]["RefreshPaymentBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_declined`: The payment was declined */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation · `payment_not_found`: There is no such payment */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reservation_expired`: The reservation has expired */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_unavailable`: The payment provider does not answer · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListPayments: {
        parameters: {
            query?: {
                state?: string;
                needsHand?: string;
                dropId?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfOperatorPayment"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetPaymentAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorPayment"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_not_found`: There is no such payment */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RefundPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amountMinor": 19900,
                 *       "restock": true,
                 *       "units": 1,
                 *       "reason": "Sent back unworn"
                 *     }
                 */
                "application/json": components["schemas"]["RefundBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorPayment"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `refund_not_allowed`: More than your role may refund · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_not_found`: There is no such payment */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_state`: Not for a payment that stands so */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `refund_too_large`: More than there is · `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CapturePayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorPayment"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_not_found`: There is no such payment */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_state`: Not for a payment that stands so */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `payment_unavailable`: The payment provider does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    VoidPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorPayment"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_not_found`: There is no such payment */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment_state`: Not for a payment that stands so */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `payment_unavailable`: The payment provider does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListPaymentActs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentActs"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetTestLedger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestLedger"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExportPayments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetMyContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SaveMyContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "name": "Alice Example",
                 *       "address": {
                 *         "line1": "Marienstraße 1",
                 *         "postalCode": "10117",
                 *         "city": "Berlin",
                 *         "country": "DE"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ContactBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListOrders: {
        parameters: {
            query?: {
                query?: string;
                status?: string;
                drop?: string;
                ids?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfOrderAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `order_not_found`: There is no such order */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "Rings at the neighbour's"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeOrderBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `order_not_found`: There is no such order */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `order_state`: Not for an order that stands so */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MarkOrderSent: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "carrier": "DHL",
                 *       "tracking": "00340434161094042557"
                 *     }
                 */
                "application/json": null | components["schemas"]["SentBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `order_not_found`: There is no such order */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `order_state`: Not for an order that stands so */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MarkOrderNotSent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `order_not_found`: There is no such order */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MarkOrdersSent: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ids": [
                 *         "0199b2f0-0000-7000-8000-000000000000"
                 *       ],
                 *       "carrier": "DHL"
                 *     }
                 */
                "application/json": components["schemas"]["SentOrdersBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentOrders"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExportOrders: {
        parameters: {
            query?: {
                query?: string;
                status?: string;
                drop?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetMyEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineMe"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `not_in_line`: You are not in the line */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    LeaveLine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineMe"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `excluded`: You were taken out of the line · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `not_in_line`: You are not in the line */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeMyEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "preferences": [
                 *         "0199b2f0-0000-7000-8000-000000000000"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PreferBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineMe"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `excluded`: You were taken out of the line · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `variant_not_found`: There is no such variant · `not_in_line`: You are not in the line */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line · `ended`: The drop has ended · `line_closed`: The line is closed · `line_left`: You have left the line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetLineAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorLine"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PaceLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pacePerMinute": 60
                 *     }
                 */
                "application/json": components["schemas"]["PaceBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer · `line_not_ready`: The line is not ready */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExcludeEntries: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "entryIds": [
                 *         "0123456789abcdef0123456789abcdef"
                 *       ],
                 *       "reason": "One person, two accounts"
                 *     }
                 */
                "application/json": components["schemas"]["ExclusionsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExclusionsAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line · `line_rules_fixed`: The rules stand */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SetBeacon: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "value": "03 11 17 28 33 45"
                 *     }
                 */
                "application/json": components["schemas"]["BeaconValueBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer · `line_not_ready`: The line is not ready */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SkipPlace: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "place": 3,
                 *       "reason": "Sold by hand in the shop"
                 *     }
                 */
                "application/json": components["schemas"]["SkipBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer · `line_not_ready`: The line is not ready */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CancelLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The shoes did not arrive"
                 *     }
                 */
                "application/json": components["schemas"]["CancelLineBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorLine"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `line_not_open`: There is no line · `line_rules_fixed`: The rules stand */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `overloaded`: Too busy right now · `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `proof_not_ready`: It is not signed yet · `overloaded`: Too busy right now */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetCheckpoint: {
        parameters: {
            query?: {
                tree?: string;
            };
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `proof_not_ready`: It is not signed yet */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `receipt_not_found`: There is no receipt */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `proof_not_ready`: It is not signed yet · `overloaded`: Too busy right now */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MakeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://shop.example/stampede",
                 *       "description": "Our shop's server",
                 *       "types": [
                 *         "purchase.created",
                 *         "purchase.returned"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WebhookBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_webhooks`: There are too many webhooks */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "off"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeWebhookBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TestWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedSecret"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListDeliveries: {
        parameters: {
            query?: {
                state?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryList"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReplayDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                webhookId: string;
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook · `delivery_not_found`: There is no such delivery */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReplayEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-01-31T10:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["ReplayBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedEvents"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: There is no such webhook */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetOperationsHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationsHealth"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetBoard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropReport"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetSignals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropSignals"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListHolds: {
        parameters: {
            query?: {
                query?: string;
                variant?: string;
                quantity?: string;
                sort?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldsPage"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReleaseHold: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
                reservationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `reservation_not_found`: There is no such reservation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_purchased`: The reservation is bought */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer · `overloaded`: Too busy right now */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListWarnings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WarningsAnswer"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopOverview"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetFigures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropFigures"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExportFigures: {
        parameters: {
            query?: {
                series?: string;
            };
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReleaseHolds: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customerIds": [
                 *         "0199b2f0-0000-7000-8000-000000000000"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseHoldsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleasedHolds"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExportSignals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dropId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListBlocks: {
        parameters: {
            query?: {
                drop?: string;
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOfBlock"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Block: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "network": "203.0.113.0/24",
                 *       "reason": "Five hundred accounts in an hour"
                 *     }
                 */
                "application/json": components["schemas"]["BlockBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockedList"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `drop_not_found`: There is no such drop · `account_not_found`: There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: The key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    LiftBlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                blockId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SetCustomerNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                accountId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "Wrote to us: buys for a club."
                 *     }
                 */
                "application/json": components["schemas"]["CustomerNoteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerNote"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account_not_found`: There is no such account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetShop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopAnswer"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeShop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Kiln & Co",
                 *       "accent": {
                 *         "light": "#1a5fb4",
                 *         "dark": "#8ab8ff"
                 *       },
                 *       "supportEmail": "help@shop.example"
                 *     }
                 */
                "application/json": components["schemas"]["ShopBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `shop_changed`: Somebody else has changed it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetLegalPage: {
        parameters: {
            query?: {
                language?: string;
            };
            header?: never;
            path: {
                page: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalPageAnswer"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeLegalPage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                page: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "en": "# Kiln & Co\n\nA street 1, A town"
                 *     }
                 */
                "application/json": components["schemas"]["LegalPageBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalSource"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `shop_changed`: Somebody else has changed it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GetLegalSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                page: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalSource"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ListLetterWords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterWordsList"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ChangeLetterWords: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "en": "We pack by hand, and send within two days."
                 *     }
                 */
                "application/json": components["schemas"]["LetterWordsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedLetterWords"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not for this account · `second_factor_setup_required`: Set up a second factor first · `insufficient_scope`: Not for this key · `csrf_rejected`: The request came from another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `shop_changed`: Somebody else has changed it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HealthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveAnswer"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HealthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyAnswer"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database_unavailable`: The database does not answer */
            503: {
                headers: {
                    /** @description Seconds to wait before the same request may succeed. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
