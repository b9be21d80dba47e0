namespace Scheduling.Domain.Intakes;

/// <summary>A step of the intakes of a period.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reached">Intakes that came to it, or past it.</param>
/// <param name="ReachedPercent">That as a share of all, in percent with one decimal; null without intakes.</param>
/// <param name="Waiting">Intakes that are in it now; 0 for the course.</param>
/// <param name="Declined">How often it was left by a decline.</param>
/// <param name="Lost">How often it was left because nobody reached the person.</param>
/// <param name="Left">How often it was left at all: what the days are of.</param>
/// <param name="MeanDays">Mean local dates from coming into it to leaving it, with one decimal; null where nobody has left it.</param>
/// <param name="MedianDays">Median of the same.</param>
/// <param name="LongestDays">The longest.</param>
public sealed record IntakeFlowRow(
    IntakeState Step, int Reached, decimal? ReachedPercent, int Waiting, int Declined, int Lost, int Left, decimal? MeanDays, decimal? MedianDays, int? LongestDays);
