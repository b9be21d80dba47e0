using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>By when the next step of an authorization is due, where nobody names a date, and when one is looked at.</summary>
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

    /// <summary>Days before the end of an authorization's window on which a task asks to look at it, with commas (R21).</summary>
    [RegularExpression(Numbers)]
    public string EndingDays { get; set; } = string.Join(',', new AlertMarks().EndingDays);

    /// <summary>Units left at which a task asks to look at an authorization, with commas (R21).</summary>
    [RegularExpression(Numbers)]
    public string UnitsLeft { get; set; } = string.Join(',', new AlertMarks().UnitsLeft);

    /// <summary>The part of an authorization's units whose use asks for an extension, in percent (R21).</summary>
    [Range(1, 100)]
    public int ExtensionPercent { get; set; } = new AlertMarks().ExtensionPercent;

    internal AlertMarks Marks => new() { EndingDays = Parse(EndingDays), UnitsLeft = Parse(UnitsLeft), ExtensionPercent = ExtensionPercent };

    private const string Numbers = "^[0-9]{1,3}(,[0-9]{1,3}){0,9}$";

    private static int[] Parse(string numbers) => [.. numbers.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

    internal AuthorizationDeadlines Deadlines => new() { DecisionDays = DecisionDays, InfoDays = InfoDays, PeerToPeerDays = PeerToPeerDays, AppealDays = AppealDays };
}
