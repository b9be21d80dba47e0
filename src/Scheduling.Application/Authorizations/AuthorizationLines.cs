using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Authorizations;

/// <summary>Lines as callers give them.</summary>
internal static class AuthorizationLines
{
    /// <summary>Notes what is wrong with their form.</summary>
    public static void Check(FieldChecks checks, IReadOnlyList<AuthorizationLineContract> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var codes = lines[i].Codes ?? [];
            for (var c = 0; c < codes.Count; c++)
            {
                checks.Check(codes[c].Length is >= 1 and <= 20, FieldChecks.At(FieldChecks.At("/lines", i, "codes"), c), "must be 1 to 20 characters");
            }

            checks.Check(lines[i].Window is not { From: { } from, Until: { } until } || until >= from, FieldChecks.At("/lines", i, "window/until"), "must not be before from");
            checks.Check(lines[i].LineId is not { } id || lines.Count(l => l.LineId == id) == 1, FieldChecks.At("/lines", i, "lineId"), "is named twice");
        }
    }

    /// <summary>A new line; nothing is granted before the ledger says so.</summary>
    public static AuthorizationLine New(Authorization authorization, AuthorizationLineContract line, int position, Guid id) => new()
    {
        ClinicId = authorization.ClinicId,
        Id = id,
        AuthorizationId = authorization.Id,
        CourseId = authorization.CourseId,
        Position = position,
        Codes = line.Codes ?? [],
        Basis = line.Basis ?? UnitBasis.Visit,
        WindowFrom = line.Window?.From,
        WindowUntil = line.Window?.Until,
        MaxPerDay = line.MaxPerDay,
        MaxPerWeek = line.MaxPerWeek,
        Tranche = line.Tranche,
        Requested = line.Units,
    };

    /// <summary>Makes the lines as an event says, in memory; the difference in units is for the ledger.</summary>
    /// <param name="authorization">The authorization.</param>
    /// <param name="own">Its lines.</param>
    /// <param name="what">What happened.</param>
    /// <param name="given">The lines of the event; null for none.</param>
    /// <param name="on">The event's local date.</param>
    /// <param name="newId">Gives ids to new lines.</param>
    /// <returns>New lines, and by how much the granted units of every line change.</returns>
    /// <exception cref="SchedulingException">invalid_request, unknown_reference, unprocessable (R19).</exception>
    public static (IReadOnlyList<AuthorizationLine> Added, IReadOnlyDictionary<Guid, int> Change) Apply(
        Authorization authorization, IReadOnlyList<AuthorizationLine> own, AuthorizationEvent what, IReadOnlyList<AuthorizationLineContract>? given, DateOnly on, Func<Guid> newId)
    {
        RequireFit(what, given);
        List<AuthorizationLine> added = [];
        Dictionary<Guid, int> units = [];
        for (var i = 0; i < (given?.Count ?? 0); i++)
        {
            var asked = given![i];
            var line = asked.LineId is not { } id ? null : own.SingleOrDefault(l => l.Id == id)
                ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError(FieldChecks.At("/lines", i, "lineId"), "is not a line of the authorization")] };
            if (line is null)
            {
                line = New(authorization, asked, own.Count + added.Count + 1, newId());
                added.Add(line);
            }
            else
            {
                Change(line, asked);
            }

            if (asked.Units < line.Consumed)
            {
                throw new SchedulingException(ProblemCodes.Unprocessable, "Units that are used can't be taken back.") { Rule = "R19", Errors = [new FieldError(FieldChecks.At("/lines", i, "units"), "is less than the units used")] };
            }

            units[line.Id] = asked.Units - line.Granted;
        }

        foreach (var line in own.Where(l => !units.ContainsKey(l.Id)))
        {
            if (what is AuthorizationEvent.Approve or AuthorizationEvent.Overturn)
            {
                units[line.Id] = line.Requested - line.Granted;
            }

            if (what == AuthorizationEvent.Terminate && (line.WindowUntil is null || line.WindowUntil > on))
            {
                line.WindowUntil = on;
            }
        }

        return (added, units.Where(u => u.Value != 0).ToDictionary(u => u.Key, u => u.Value));
    }

    private static void RequireFit(AuthorizationEvent what, IReadOnlyList<AuthorizationLineContract>? given)
    {
        var changes = what is AuthorizationEvent.ApprovePartly or AuthorizationEvent.Extend or AuthorizationEvent.Correct;
        if (changes && given is not { Count: > 0 })
        {
            throw SchedulingException.Invalid("/lines", $"is required for {StoredJson.Word(what)}");
        }

        if (given is { Count: > 0 } && !changes && what is not (AuthorizationEvent.Approve or AuthorizationEvent.Overturn))
        {
            throw SchedulingException.Invalid("/lines", $"does not go with {StoredJson.Word(what)}");
        }
    }

    private static void Change(AuthorizationLine line, AuthorizationLineContract asked)
    {
        line.Codes = asked.Codes ?? line.Codes;
        line.Basis = asked.Basis is not { } basis || line.Reserved + line.Consumed == 0 ? asked.Basis ?? line.Basis
            : basis == line.Basis ? basis
            : throw new SchedulingException(ProblemCodes.WrongState, "Units of the line are reserved or used: its basis stays. Add a line instead.") { Rule = "R19" };
        (line.WindowFrom, line.WindowUntil) = asked.Window is { } window ? (window.From, window.Until) : (line.WindowFrom, line.WindowUntil);
        line.MaxPerDay = asked.MaxPerDay ?? line.MaxPerDay;
        line.MaxPerWeek = asked.MaxPerWeek ?? line.MaxPerWeek;
        line.Tranche = asked.Tranche ?? line.Tranche;
    }
}
