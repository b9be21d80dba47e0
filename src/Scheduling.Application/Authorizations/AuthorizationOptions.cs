using System.ComponentModel.DataAnnotations;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>By when the next step of an authorization is due, where nobody names a date.</summary>
public sealed class AuthorizationOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Authorizations";

    /// <summary>Days in which a payer decides.</summary>
    [Range(1, 365)]
    public int DecisionDays { get; set; } = new AuthorizationDeadlines().DecisionDays;

    /// <summary>Days to answer a payer's question.</summary>
    [Range(1, 365)]
    public int InfoDays { get; set; } = new AuthorizationDeadlines().InfoDays;

    /// <summary>Days to ask for a talk between prescribers.</summary>
    [Range(1, 365)]
    public int PeerToPeerDays { get; set; } = new AuthorizationDeadlines().PeerToPeerDays;

    /// <summary>Days in which an appeal is filed.</summary>
    [Range(1, 365)]
    public int AppealDays { get; set; } = new AuthorizationDeadlines().AppealDays;

    internal AuthorizationDeadlines Deadlines => new() { DecisionDays = DecisionDays, InfoDays = InfoDays, PeerToPeerDays = PeerToPeerDays, AppealDays = AppealDays };
}
