using System.Globalization;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Pages;

/// <summary>The words of the patients' pages. Nothing in them says what a visit is for (M5).</summary>
public sealed record PageWords
{
    private static readonly string[] EnglishDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] EnglishMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] SpanishDays = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"];
    private static readonly string[] SpanishMonths = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    private static readonly PageWords English = new()
    {
        Language = "en",
        OtherLanguage = "es",
        OtherLanguageName = "Español",
        Title = "Your appointments",
        Hello = "Hello {0}",
        None = "No appointments are booked at the moment.",
        Questions = "Questions? Call",
        At = "at {0}",
        Confirm = "I will come",
        Confirmed = "You confirmed this appointment.",
        OtherTime = "Ask for another time",
        AddToCalendar = "Add all to my calendar",
        Print = "All appointments",
        AskedFor = "You asked for {0}. We will let you know.",
        AskedCall = "You asked us to call you. We will.",
        ChangeTitle = "Please note: your times have changed",
        ChangeText = "The list below shows your appointments as they are now.",
        Seen = "I have read this",
        OfferTitle = "Another time is free",
        OfferText = "You can come on {0} instead of {1}.",
        Take = "Take the new time",
        Leave = "Keep my time",
        TimesTitle = "Ask for another time",
        TimesFor = "Your appointment is on {0}.",
        TimesNow = "Pick a time and your appointment moves there at once.",
        TimesAsk = "Pick a time that suits you. Your appointment stays as it is until we have answered.",
        NoTimes = "We found no free time nearby.",
        CallMe = "None of these: please call me",
        Back = "Back to my appointments",
        StopTexts = "Stop text messages",
        StopEmails = "Stop e-mails",
        StopTitle = "Stop messages?",
        StopTextsText = "You will get no more text messages from us to this number: no reminders, and no word when a time changes.",
        StopEmailsText = "You will get no more e-mails from us to this address: no reminders, and no word when a time changes.",
        StopNow = "Stop them",
        StoppedTitle = "Stopped",
        Stopped = "You will get no more of these messages. Your appointments stay as they are.",
        NoLinkTitle = "This link does not work",
        NoLink = "It may have ended, or it was not copied whole. Please use the link in our newest message, or call us.",
        EndedTitle = "This link has ended",
        Ended = "Please use the link in our newest message, or call {0}.",
        EndedNoPhone = "Please use the link in our newest message, or call us.",
        LaterTitle = "Please try again",
        Later = "Something went wrong on our side, or there were too many requests. Nothing was changed. Please try again in a minute, or call us.",
        Said = new Dictionary<string, string>
        {
            ["confirmed"] = "Thank you: your appointment is confirmed.",
            ["seen"] = "Thank you.",
            ["asked"] = "We have your request and will let you know. Your appointment stays as it is until then.",
            ["moved"] = "Your appointment has moved to the time you picked.",
            ["taken"] = "Done: the new time is yours.",
            ["declined"] = "All right: your time stays as it is.",
            ["gone"] = "That was not possible: the time is no longer free, or your appointment has changed since. Please look at the list below, or call us.",
        },
        Day = d => $"{EnglishDays[(int)d.DayOfWeek]}, {EnglishMonths[d.Month - 1]} {d.Day}, {d.Year}",
        Time = t => t.ToString("h:mm tt", CultureInfo.InvariantCulture),
        DayAndTime = "{0} at {1}",
        DayHeading = "Day",
        TimeHeading = "Time",
        PlaceHeading = "Where",
    };

    private static readonly PageWords Spanish = new()
    {
        Language = "es",
        OtherLanguage = "en",
        OtherLanguageName = "English",
        Title = "Sus citas",
        Hello = "Hola {0}",
        None = "Por ahora no tiene citas.",
        Questions = "¿Preguntas? Llame al",
        At = "en {0}",
        Confirm = "Sí, iré",
        Confirmed = "Usted confirmó esta cita.",
        OtherTime = "Pedir otra hora",
        AddToCalendar = "Añadir todas a mi calendario",
        Print = "Todas las citas",
        AskedFor = "Usted pidió {0}. Le avisaremos.",
        AskedCall = "Usted pidió que le llamemos. Lo haremos.",
        ChangeTitle = "Por favor note: sus citas han cambiado",
        ChangeText = "La lista de abajo muestra sus citas como están ahora.",
        Seen = "Lo he leído",
        OfferTitle = "Hay otra hora libre",
        OfferText = "Puede venir el {0} en lugar del {1}.",
        Take = "Tomar la nueva hora",
        Leave = "Quedarme con la mía",
        TimesTitle = "Pedir otra hora",
        TimesFor = "Su cita es el {0}.",
        TimesNow = "Elija una hora y su cita cambia en seguida.",
        TimesAsk = "Elija la hora que le convenga. Su cita queda como está hasta que le respondamos.",
        NoTimes = "No encontramos horas libres cercanas.",
        CallMe = "Ninguna de estas: por favor llámenme",
        Back = "Volver a mis citas",
        StopTexts = "No recibir más mensajes de texto",
        StopEmails = "No recibir más correos",
        StopTitle = "¿Dejar de recibir mensajes?",
        StopTextsText = "No recibirá más mensajes de texto nuestros en este número: ni recordatorios ni avisos de cambios.",
        StopEmailsText = "No recibirá más correos nuestros en esta dirección: ni recordatorios ni avisos de cambios.",
        StopNow = "Sí, no enviar más",
        StoppedTitle = "Listo",
        Stopped = "No recibirá más de estos mensajes. Sus citas quedan como están.",
        NoLinkTitle = "Este enlace no funciona",
        NoLink = "Quizás terminó o no se copió entero. Use el enlace de nuestro último mensaje o llámenos.",
        EndedTitle = "Este enlace terminó",
        Ended = "Use el enlace de nuestro último mensaje o llame al {0}.",
        EndedNoPhone = "Use el enlace de nuestro último mensaje o llámenos.",
        LaterTitle = "Por favor inténtelo otra vez",
        Later = "Algo falló de nuestro lado, o hubo demasiadas solicitudes. Nada ha cambiado. Inténtelo en un minuto o llámenos.",
        Said = new Dictionary<string, string>
        {
            ["confirmed"] = "Gracias: su cita está confirmada.",
            ["seen"] = "Gracias.",
            ["asked"] = "Tenemos su solicitud y le avisaremos. Su cita queda como está hasta entonces.",
            ["moved"] = "Su cita cambió a la hora que eligió.",
            ["taken"] = "Listo: la nueva hora es suya.",
            ["declined"] = "De acuerdo: su hora queda como está.",
            ["gone"] = "No fue posible: la hora ya no está libre o su cita cambió. Mire la lista de abajo o llámenos.",
        },
        Day = d => $"{SpanishDays[(int)d.DayOfWeek]}, {d.Day} de {SpanishMonths[d.Month - 1]} de {d.Year}",
        Time = t => t.ToString("H:mm", CultureInfo.InvariantCulture),
        DayAndTime = "{0} a las {1}",
        DayHeading = "Día",
        TimeHeading = "Hora",
        PlaceHeading = "Lugar",
    };

    /// <summary>The language's code.</summary>
    public required string Language { get; init; }

    /// <summary>The words of a language; without one, of the first that the browser names and that there is; otherwise English.</summary>
    /// <param name="language">BCP 47; null or unknown for the browser's.</param>
    /// <param name="accepted">The browser's Accept-Language.</param>
    public static PageWords For(string? language, string accepted = "")
    {
        foreach (var wanted in accepted.Split(',').Prepend(language ?? ""))
        {
            var tongue = wanted.Trim();
            if (tongue.StartsWith("es", StringComparison.OrdinalIgnoreCase))
            {
                return Spanish;
            }

            if (tongue.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return English;
            }
        }

        return English;
    }

    /// <summary>Day and time of an instant by a site's clock.</summary>
    public string When(DateTimeOffset at, SiteClock clock) => Format(DayAndTime, Day(clock.DateOf(at)), Time(clock.TimeOf(at)));

    /// <summary>Fills a text.</summary>
    public static string Format(string text, params object[] values) => string.Format(CultureInfo.InvariantCulture, text, values);

    // Each says what it is.
    public required string OtherLanguage { get; init; }
    public required string OtherLanguageName { get; init; }
    public required string Title { get; init; }
    public required string Hello { get; init; }
    public required string None { get; init; }
    public required string Questions { get; init; }
    public required string At { get; init; }
    public required string Confirm { get; init; }
    public required string Confirmed { get; init; }
    public required string OtherTime { get; init; }
    public required string AddToCalendar { get; init; }
    public required string Print { get; init; }
    public required string AskedFor { get; init; }
    public required string AskedCall { get; init; }
    public required string ChangeTitle { get; init; }
    public required string ChangeText { get; init; }
    public required string Seen { get; init; }
    public required string OfferTitle { get; init; }
    public required string OfferText { get; init; }
    public required string Take { get; init; }
    public required string Leave { get; init; }
    public required string TimesTitle { get; init; }
    public required string TimesFor { get; init; }
    public required string TimesNow { get; init; }
    public required string TimesAsk { get; init; }
    public required string NoTimes { get; init; }
    public required string CallMe { get; init; }
    public required string Back { get; init; }
    public required string StopTexts { get; init; }
    public required string StopEmails { get; init; }
    public required string StopTitle { get; init; }
    public required string StopTextsText { get; init; }
    public required string StopEmailsText { get; init; }
    public required string StopNow { get; init; }
    public required string StoppedTitle { get; init; }
    public required string Stopped { get; init; }
    public required string NoLinkTitle { get; init; }
    public required string NoLink { get; init; }
    public required string EndedTitle { get; init; }
    public required string Ended { get; init; }
    public required string EndedNoPhone { get; init; }
    public required string LaterTitle { get; init; }
    public required string Later { get; init; }
    public required IReadOnlyDictionary<string, string> Said { get; init; }
    public required Func<DateOnly, string> Day { get; init; }
    public required Func<TimeOnly, string> Time { get; init; }
    public required string DayAndTime { get; init; }
    public required string DayHeading { get; init; }
    public required string TimeHeading { get; init; }
    public required string PlaceHeading { get; init; }
}
