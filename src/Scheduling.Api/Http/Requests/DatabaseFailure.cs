using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Requests;

/// <summary>What the database's failures mean to a caller. None of them is a 500.</summary>
public static class DatabaseFailure
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>Whether the whole request may succeed when run again in a new transaction.</summary>
    public static bool IsWorthRepeating(Exception e) => Find<PostgresException>(e)?.SqlState switch
    {
        PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => true,
        null => Find<DbUpdateConcurrencyException>(e) is not null,
        _ => false,
    };

    /// <summary>The refusal for a failure of the database; null for anything else, which is a bug.</summary>
    public static SchedulingException? Refusal(Exception e)
    {
        if (e is SchedulingException)
        {
            return null;
        }

        if (Find<PostgresException>(e) is { } refused)
        {
            return refused.SqlState switch
            {
                PostgresErrorCodes.ExclusionViolation => new SchedulingException(ProblemCodes.Conflict, "Another booking took a place that this needs (R1). Read it again and choose another.", e) { Rule = "R1" },
                PostgresErrorCodes.UniqueViolation when refused.ConstraintName == ConstraintNames.OneOpenCourse =>
                    new SchedulingException(ProblemCodes.RuleBroken, "The patient has an open course of this modality already (R8).", e) { Rule = "R8" },
                PostgresErrorCodes.UniqueViolation => new SchedulingException(ProblemCodes.AlreadyExists, ProblemCodes.AlreadyExists.Title, e),
                PostgresErrorCodes.ForeignKeyViolation => new SchedulingException(ProblemCodes.InUse, "It refers to something that is gone, or something that is there refers to it.", e),
                PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => Unavailable(e),
                // Connection exceptions, insufficient resources, operator intervention, I/O.
                // Connecting or resources fail, the server is being stopped, or it doesn't let us in.
                _ when refused.SqlState[..2] is "08" or "28" or "3D" or "53" or "57" or "58" => Unavailable(e),
                PostgresErrorCodes.ObjectNotInPrerequisiteState => Unavailable(e),
                _ => null,
            };
        }

        if (Find<DbUpdateConcurrencyException>(e) is not null)
        {
            return new SchedulingException(ProblemCodes.Conflict, ProblemCodes.Conflict.Title, e);
        }

        return Find<NpgsqlException>(e) is not null || Find<SocketException>(e) is not null || Find<TimeoutException>(e) is not null ? Unavailable(e) : null;
    }

    private static SchedulingException Unavailable(Exception e) => new(ProblemCodes.Unavailable, ProblemCodes.Unavailable.Title, e) { RetryAfter = Soon };

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
