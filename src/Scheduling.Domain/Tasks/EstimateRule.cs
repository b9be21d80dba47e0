using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tasks;

/// <summary>R25: a self-pay patient is owed a good-faith estimate (US, 45 CFR 149.610): one business day after booking where that is 3 to 9 business days ahead, three where it is 10 or more.</summary>
public static class EstimateRule
{
    /// <summary>The local date by which it is owed; null for a visit booked at shorter notice.</summary>
    /// <param name="bookedOn">Local date of the booking.</param>
    /// <param name="serviceOn">Local date of the first visit booked.</param>
    /// <param name="holidays">Public holidays of the site.</param>
    public static DateOnly? DueOn(DateOnly bookedOn, DateOnly serviceOn, IReadOnlyCollection<DateOnly> holidays) => BusinessDays.Between(bookedOn, serviceOn, holidays) switch
    {
        >= 10 => BusinessDays.After(bookedOn, 3, holidays),
        >= 3 => BusinessDays.After(bookedOn, 1, holidays),
        _ => null,
    };
}
