using System.Globalization;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Screenings;

/// <summary>What has to be true of a questionnaire, and of answers to one.</summary>
public static class QuestionnaireRules
{
    /// <summary>Everything wrong with a questionnaire, by path; empty when it may be used.</summary>
    public static IReadOnlyList<ProtocolError> Validate(Questionnaire questionnaire)
    {
        List<ProtocolError> errors = [];
        void Check(bool fine, string path, string message)
        {
            if (!fine)
            {
                errors.Add(new ProtocolError(path, message));
            }
        }

        Check(IsCode(questionnaire.Code), "/code", "Lower-case letters, digits and underscores, at most 64.");
        Check(IsText(questionnaire.Name, 200), "/name", "Between 1 and 200 characters.");
        Check(questionnaire.ValidDays is >= 1 and <= 1830, "/validDays", "Between 1 and 1830.");
        Check(questionnaire.Questions.Count is >= 1 and <= 100, "/questions", "Between 1 and 100 questions.");
        Check(questionnaire.Questions.DistinctBy(q => q.Code, StringComparer.Ordinal).Count() == questionnaire.Questions.Count, "/questions", "Codes are unique.");
        Check(questionnaire.DayChecklist.Count <= 50, "/dayChecklist", "At most 50 items.");
        Check(questionnaire.DayChecklist.DistinctBy(i => i.Code, StringComparer.Ordinal).Count() == questionnaire.DayChecklist.Count, "/dayChecklist", "Codes are unique.");
        for (var i = 0; i < questionnaire.Questions.Count; i++)
        {
            var (question, at) = (questionnaire.Questions[i], At("/questions/", i));
            Check(IsCode(question.Code), at + "/code", "Lower-case letters, digits and underscores, at most 64.");
            Check(IsText(question.Text, 1000), at + "/text", "Between 1 and 1000 characters.");
            Check(question.Contraindicates.All(c => c.Modalities.Count > 0 && IsText(c.Statement, 500)), at + "/contraindicates", "Each names a modality, and says what stands against it.");
        }

        for (var i = 0; i < questionnaire.DayChecklist.Count; i++)
        {
            var (item, at) = (questionnaire.DayChecklist[i], At("/dayChecklist/", i));
            Check(IsCode(item.Code), at + "/code", "Lower-case letters, digits and underscores, at most 64.");
            Check(IsText(item.Text, 1000), at + "/text", "Between 1 and 1000 characters.");
        }

        return errors;
    }

    /// <summary>What is wrong with answers, by path; empty when each question is answered once and nothing else is.</summary>
    public static IReadOnlyList<ProtocolError> CheckAnswers(Questionnaire questionnaire, IReadOnlyList<GivenAnswer> answers) =>
        CheckCodes("/answers", "/question", [.. questionnaire.Questions.Select(q => q.Code)], [.. answers.Select(a => a.Question)]);

    /// <summary>What is wrong with a checklist of the day, by path; empty when each item is there once and nothing else is.</summary>
    public static IReadOnlyList<ProtocolError> CheckItems(Questionnaire questionnaire, IReadOnlyList<CheckedItem> items) =>
        CheckCodes("/items", "/item", [.. questionnaire.DayChecklist.Select(i => i.Code)], [.. items.Select(i => i.Item)]);

    /// <summary>What the answers contraindicate. Who doesn't know counts as a yes.</summary>
    public static IReadOnlyList<FoundContraindication> Contraindications(Questionnaire questionnaire, IReadOnlyList<GivenAnswer> answers) =>
        [.. from answer in answers
            where answer.Answer != YesNo.No
            from question in questionnaire.Questions
            where question.Code == answer.Question
            from what in question.Contraindicates
            select new FoundContraindication(question.Code, what)];

    private static List<ProtocolError> CheckCodes(string list, string member, IReadOnlyList<string> wanted, IReadOnlyList<string> given)
    {
        List<ProtocolError> errors = [];
        for (var i = 0; i < given.Count; i++)
        {
            var known = wanted.Contains(given[i]);
            if (!known || given.Take(i).Contains(given[i]))
            {
                errors.Add(new ProtocolError(At(list + "/", i) + member, known ? "is there twice" : "is not asked by this version of the questionnaire"));
            }
        }

        if (wanted.Except(given).ToList() is { Count: > 0 } missing)
        {
            errors.Add(new ProtocolError(list, "lacks " + string.Join(", ", missing)));
        }

        return errors;
    }

    private static bool IsCode(string code) => code.Length is >= 1 and <= 64 && code.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    private static bool IsText(string text, int longest) => !string.IsNullOrWhiteSpace(text) && text.Length <= longest;

    private static string At(string path, int index) => path + index.ToString(CultureInfo.InvariantCulture);
}
