using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Admissions;

/// <summary>A candidate with all ways of placing the course, or none where only P1 can.</summary>
internal sealed class Candidate
{
    private readonly AdmissionModel _model;

    internal Candidate(AdmissionModel model, int number, AdmissionCandidate candidate)
    {
        (_model, Number, Id, Course) = (model, number, candidate.Id, candidate.Course with { Alternatives = false });
        var costs = SearchCosts.From(Course.Weights, Course.KeepStaff);
        Rejected = (double)(costs.Unplaced * Course.Remaining.Sum(r => r.Sessions) * Course.Priority);
        var cases = Course.MaxShortfalls == 0 && CourseShape.From(Course) is { } shape
            ? Course.Sites.SelectMany(site => Models(site).SelectMany(model => Ways(site, shape, model))).ToList()
            : [null];
        ByTheWeek = cases.TrueForAll(c => c is not null);
        Cases = ByTheWeek ? [.. cases.OfType<AdmissionCase>()] : [];
    }

    internal int Number { get; }

    internal Guid Id { get; }

    internal CoursePlanRequest Course { get; }

    /// <summary>The price of not being admitted, in thousandths times priority.</summary>
    internal double Rejected { get; }

    /// <summary>Whether the course can be priced; otherwise P1 alone places it.</summary>
    internal bool ByTheWeek { get; }

    internal IReadOnlyList<AdmissionCase> Cases { get; }

    /// <summary>Whether changes of person and device cost nothing, so that what is priced is exact.</summary>
    internal bool ChangesAreFree => ByTheWeek && Cases.All(c => c.StaffChange == 0 && c.DeviceChange == 0);

    /// <summary>For one that P1 alone places: what it costs at least, in thousandths times priority.</summary>
    internal double LeastByP1 { get; set; }

    /// <summary>The cheapest place under the rows' prices before anybody is admitted, null when not to be admitted is cheaper; and its price.</summary>
    internal (PricedCourse? Course, double Price) Cheapest(CoursePricing pricing, bool alone)
    {
        if (!ByTheWeek)
        {
            return (null, Math.Min(Rejected, LeastByP1));
        }
        var (best, least) = ((PricedCourse?)null, Rejected);
        foreach (var way in Cases)
        {
            if (pricing.Cheapest(way, Prices(way), alone, least, out var price) is { } course)
            {
                (best, least) = (course, price);
            }
        }
        return (best, least);
    }

    /// <summary>Whether the course fits before anybody of the list is admitted.</summary>
    internal bool FitsAlone(ExactPlacing exact) => ByTheWeek
        ? Cases.Any(way => new CoursePricing().Cheapest(way, [null, null], alone: true, double.PositiveInfinity, out _) is not null)
        : exact.Place(this, new Placement?[_model.Candidates.Count]) is not null;

    internal double[][] Prices(AdmissionCase way) => [_model.Prices(way.Classes[AdmissionCase.First]), _model.Prices(way.Classes[AdmissionCase.Treatment])];

    private IEnumerable<Guid?> Models(ClinicFacts site) => Course.Protocol.DeviceCapability is not { } capability ? [null]
        : Course.ModelId is { } model ? [model]
        : site.Devices.Where(d => d.Capabilities.Contains(capability)).Select(d => (Guid?)d.ModelId).Distinct().Order();

    // No way with devices that may not treat the patient; null where the course cannot be priced.
    private IEnumerable<AdmissionCase?> Ways(ClinicFacts site, CourseShape shape, Guid? model)
    {
        var context = VisitContext.For(Course.Protocol) with { OffLabelOrder = true, ModelId = model, Supervision = Course.Supervision, Coverage = Course.Coverage };
        return Cleared(site, model) switch
        {
            null => [null],
            false => [],
            true => [AdmissionCase.Make(Number, Course, shape, _model.Class(site, context, shape.First, model), _model.Class(site, context, shape.Treatment, model))],
        };
    }

    // Whether all devices of the model may treat the patient on all days; null when only some may, or on some days.
    private bool? Cleared(ClinicFacts site, Guid? model)
    {
        var devices = model is null ? [] : site.Devices.Where(d => d.ModelId == model).ToList();
        bool Fits(DeviceFacts device, DateOnly date) => device.SiteId == site.Site.Id
            && (Course.Protocol.DeviceCapability is not { } capability || (device.Capabilities.Contains(capability)
                && (Course.OffLabelOrder || VisitRules.IsCleared(device, capability, Course.Protocol.Indication, VisitRules.AgeOn(Course.Patient.BornOn, date)))));
        var answers = new[] { Course.StartOnOrAfter, Course.HorizonEnd }.SelectMany(date => devices.Select(d => Fits(d, date))).Distinct().ToList();
        return answers.Count == 0 ? true : answers.Count == 1 ? answers[0] : null;
    }
}
