using System.Reflection;

namespace Scheduling.Domain.Problems;

/// <summary>The catalogue of refusals. docs/errors.md and <c>GET /problems</c> are made from it.</summary>
public static class ProblemCodes
{
    /// <summary>The body is not JSON.</summary>
    public static readonly ProblemCode MalformedJson = new("malformed_json", 400, "The body is not valid JSON.",
        "The body can't be read as one JSON value in UTF-8: a syntax error, more than 32 levels, a member given twice, or nothing at all. Send it again corrected.");

    /// <summary>A field, parameter or header is wrong in form.</summary>
    public static readonly ProblemCode InvalidRequest = new("invalid_request", 400, "The request is malformed.",
        "Something is unknown, missing, of the wrong type or out of bounds. `errors` names each by JSON pointer; `?name` is a query parameter, a bare name a header.");

    /// <summary>The cursor can't be used here.</summary>
    public static readonly ProblemCode InvalidCursor = new("invalid_cursor", 400, "The cursor does not belong to this list.",
        "A cursor is only good for the list and filters it came from. Start again without one.");

    /// <summary>No key, or not a good one.</summary>
    public static readonly ProblemCode Unauthorized = new("unauthorized", 401, "A valid API key is needed.",
        "Send `Authorization: Bearer sch_...`. The key is missing, mistyped, unknown, expired or revoked; which of them is not said.");

    /// <summary>The key lacks a scope.</summary>
    public static readonly ProblemCode ScopeMissing = new("scope_missing", 403, "The key lacks a scope that this needs.",
        "`detail` names the scope. An admin makes keys with more scopes at /v1/api-keys.");

    /// <summary>The key is for other sites.</summary>
    public static readonly ProblemCode SiteNotAllowed = new("site_not_allowed", 403, "The key is limited to other sites.",
        "The key carries `siteIds` and this site is not among them.");

    /// <summary>No person is named.</summary>
    public static readonly ProblemCode ActorRequired = new("actor_required", 403, "The person behind this request must be named.",
        "Send `Scheduling-Actor` with the staff id or your own user's id. Overrides, orders and decisions need a person.");

    /// <summary>The person may not do this.</summary>
    public static readonly ProblemCode ActorNotAllowed = new("actor_not_allowed", 403, "The person named may not do this.",
        "The person in `Scheduling-Actor` does not hold the role that this needs.");

    /// <summary>It isn't the carrier.</summary>
    public static readonly ProblemCode SignatureInvalid = new("signature_invalid", 403, "The signature is missing or wrong.",
        "Calls of the carrier carry a signature over the address that it was given and the form. Check `Messaging:PublicUrl` and `Messaging:Sms:AuthToken`. Nothing was written.");

    /// <summary>No such thing here.</summary>
    public static readonly ProblemCode NotFound = new("not_found", 404, "There is nothing here.",
        "The path or an id is unknown. Ids of other clinics are unknown too.");

    /// <summary>The path knows other methods.</summary>
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "The path does not know this method.",
        "`Allow` lists those it knows.");

    /// <summary>No representation that the caller accepts.</summary>
    public static readonly ProblemCode NotAcceptable = new("not_acceptable", 406, "Nothing that the caller accepts can be sent.",
        "Answers are application/json and problems application/problem+json; some reports also text/csv. Widen `Accept`.");

    /// <summary>The state doesn't allow it, or somebody was faster.</summary>
    public static readonly ProblemCode Conflict = new("conflict", 409, "It conflicts with the present state.",
        "Another change got there first, or the thing is in a state that doesn't allow this. Read it again and decide.");

    /// <summary>A place is taken.</summary>
    public static readonly ProblemCode PlaceTaken = new("place_taken", 409, "The place is taken.",
        "`conflicts` names the resource and the interval that is in the way (R1). Ask for another time, or plan again.");

    /// <summary>The state machine says no.</summary>
    public static readonly ProblemCode WrongState = new("wrong_state", 409, "Its state does not allow this.",
        "`detail` names the state it is in and those from which this is possible.");

    /// <summary>Something depends on it.</summary>
    public static readonly ProblemCode InUse = new("in_use", 409, "It is in use.",
        "It can't be removed while something depends on it; `conflicts` or `detail` names what. Move or cancel that first.");

    /// <summary>There is one already.</summary>
    public static readonly ProblemCode AlreadyExists = new("already_exists", 409, "There is one already.",
        "A name, code or external id has to be unique in the clinic and this one is taken.");

    /// <summary>Probably the same person.</summary>
    public static readonly ProblemCode PossibleDuplicate = new("possible_duplicate", 409, "There may be such a patient already.",
        "`candidates` lists ids of patients who look like the same person. Use one of them, or send it again saying that this is another person.");

    /// <summary>A plan is too old or no longer holds.</summary>
    public static readonly ProblemCode PlanOutdated = new("plan_outdated", 409, "The plan can no longer be booked as shown.",
        "Something in it was taken, closed or expired since. `plan`, or of a repair `repair`, holds a fresh one where there is one; `conflicts` says what changed.");

    /// <summary>A hold has lapsed.</summary>
    public static readonly ProblemCode HoldExpired = new("hold_expired", 409, "The hold has expired.",
        "The places are offered again. Plan again, with a hold if the caller needs time.");

    /// <summary>The same key is being worked on.</summary>
    public static readonly ProblemCode IdempotencyInFlight = new("idempotency_in_flight", 409, "The first request with this key is still running.",
        "Wait for `Retry-After` and send the same request again; it then replays the first one's answer.");

    /// <summary>The version given is not the present one.</summary>
    public static readonly ProblemCode StaleVersion = new("stale_version", 412, "It has changed since it was read.",
        "`If-Match` names another version than the present one. Read it again, look at what changed, and decide.");

    /// <summary>Too large.</summary>
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413, "The body is too large.",
        "A body may have 256 KiB at most.");

    /// <summary>Not JSON by its label.</summary>
    public static readonly ProblemCode UnsupportedMediaType = new("unsupported_media_type", 415, "The body must be application/json.",
        "Send `Content-Type: application/json`.");

    /// <summary>A rule of the domain stands against it.</summary>
    public static readonly ProblemCode RuleBroken = new("rule_broken", 422, "A booking rule stands against it.",
        "`rule` is its number (docs/rules.md) and `conflicts` what breaks it. Some rules may be overridden, with scope, actor and reason (R9).");

    /// <summary>Well-formed but can't be.</summary>
    public static readonly ProblemCode Unprocessable = new("unprocessable", 422, "It is well-formed but can't be done.",
        "The values contradict each other or something that is stored; `detail` or `errors` says what.");

    /// <summary>A course doesn't fit.</summary>
    public static readonly ProblemCode CourseDoesNotFit = new("course_does_not_fit", 422, "The course can't be placed whole.",
        "`shortfalls` names every session that fits nowhere, with rule, resource and interval (R7). Nothing was stored.");

    /// <summary>The clock jumps over that time.</summary>
    public static readonly ProblemCode LocalTimeSkipped = new("local_time_skipped", 422, "That local time does not exist on that day.",
        "Clocks are put forward over it. `options` offers the neighbours.");

    /// <summary>The clock shows that time twice.</summary>
    public static readonly ProblemCode LocalTimeAmbiguous = new("local_time_ambiguous", 422, "That local time happens twice on that day.",
        "Clocks are put back over it. Send `offset`, one of `offsets`.");

    /// <summary>The offset isn't the site's.</summary>
    public static readonly ProblemCode OffsetNotOfSite = new("offset_not_of_site", 422, "The offset is not the site's at that time.",
        "Leave `offset` out, or send one of `offsets`.");

    /// <summary>An id in the body leads nowhere.</summary>
    public static readonly ProblemCode UnknownReference = new("unknown_reference", 422, "An id in the body is unknown.",
        "`errors` names the member. Ids of other clinics are unknown too.");

    /// <summary>One key, two requests.</summary>
    public static readonly ProblemCode IdempotencyKeyReused = new("idempotency_key_reused", 422, "The idempotency key was used for another request.",
        "The same `Idempotency-Key` came with another method, path, query or body. Use a new key for a new request.");

    /// <summary>If-Match is missing.</summary>
    public static readonly ProblemCode VersionRequired = new("version_required", 428, "The version that was read must be given.",
        "Send `If-Match` with the `ETag` (or a list row's `etag`) of what you read.");

    /// <summary>Too many requests.</summary>
    public static readonly ProblemCode RateLimited = new("rate_limited", 429, "Too many requests.",
        "Wait for `Retry-After`. Limits are per key, or per address without a good key.");

    /// <summary>A bug of ours.</summary>
    public static readonly ProblemCode Internal = new("internal_error", 500, "Something went wrong here.",
        "A fault of the service; nothing was changed. Report `traceId`.");

    /// <summary>Try again soon.</summary>
    public static readonly ProblemCode Unavailable = new("unavailable", 503, "The service can't answer just now.",
        "The database is away or too busy. Nothing was changed; try again after `Retry-After`, with the same `Idempotency-Key`.");

    /// <summary>All of them, by status, then code.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
        [.. typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.FieldType == typeof(ProblemCode))
            .Select(f => (ProblemCode)f.GetValue(null)!)
            .OrderBy(p => p.Status).ThenBy(p => p.Code, StringComparer.Ordinal)];
}
