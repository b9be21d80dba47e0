namespace Scheduling.Domain.Screenings;

/// <summary>What was answered to one question.</summary>
/// <param name="Question">Code of the question.</param>
/// <param name="Answer">Yes, no or unsure.</param>
/// <param name="Note">What was said about it.</param>
public sealed record GivenAnswer(string Question, YesNo Answer, string? Note = null);
