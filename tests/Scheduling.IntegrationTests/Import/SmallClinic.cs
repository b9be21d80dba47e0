using System.Text;
using System.Text.Json.Nodes;
using Scheduling.Application.Import;

namespace Scheduling.IntegrationTests.Import;

/// <summary>A clinic of one room, device and technician as an import file, for tests to bend.</summary>
internal static class SmallClinic
{
    public static JsonObject File(string slug) => JsonNode.Parse("""
        {
          "format": 1,
          "clinic": { "slug": "SLUG", "name": "Small clinic" },
          "sites": [{ "key": "main", "name": "Main", "timeZone": "America/New_York",
            "openingHours": [{ "days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from": "07:00", "until": "19:00" }] }],
          "rooms": [{ "key": "r1", "site": "main", "name": "Room 1" }],
          "deviceModels": [{ "key": "fig8", "name": "Example Figure 8", "capabilities": ["figure8"],
            "clearances": [{ "capability": "figure8", "indication": "mdd", "minAge": 18 }] }],
          "devices": [{ "key": "d1", "site": "main", "model": "fig8", "room": "r1", "name": "Device 1" }],
          "staff": [
            { "key": "tina", "name": "Tina Example", "roles": ["technician"],
              "credentials": [{ "kind": "operator", "deviceModel": "fig8", "validFrom": "today-400d" }],
              "shifts": [{ "site": "main", "days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from": "07:00", "until": "19:00" }] },
            { "key": "paul", "name": "Dr. Paul Example", "roles": ["prescriber"],
              "shifts": [{ "site": "main", "days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from": "07:00", "until": "19:00" }] }
          ],
          "holidays": [{ "key": "h1", "date": "monday+9w", "name": "Founders' Day" }],
          "closures": [{ "key": "x1", "device": "d1", "from": "monday+8w 07:00", "until": "monday+8w 12:00", "reason": "Service" }],
          "protocols": [{ "template": "rtms_10hz_19" }],
          "patients": [
            { "key": "p1", "givenName": "Ida", "familyName": "Sample", "birthDate": "1980-05-17", "phone": "+12025550111",
              "windows": [{ "days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from": "08:00", "until": "18:00" }],
              "absences": [{ "from": "monday+7w", "until": "friday+7w" }], "externalIds": { "ehr": "E-1" } }
          ],
          "courses": [
            { "key": "c1", "patient": "p1", "site": "main", "protocol": "rtms_10hz_19", "coverage": { "kind": "self_pay" }, "preferredTime": "10:00",
              "history": [{ "from": "wednesday-2w", "time": "10:00", "missed": ["thursday-2w"], "until": "friday-1w",
                "takes": { "staff": { "technician": "tina" }, "device": "d1", "room": "r1" } }],
              "visits": [{ "start": "tuesday-2w 10:00", "state": "delivered", "takes": { "staff": { "technician": "tina", "prescriber": "paul" }, "device": "d1", "room": "r1" } }],
              "plan": { "startOnOrAfter": "today+1d" } }
          ]
        }
        """.Replace("SLUG", slug, StringComparison.Ordinal))!.AsObject();

    public static ImportDocument Document(JsonObject file) => ImportDocument.Read("clinic.json", Encoding.UTF8.GetBytes(file.ToJsonString(new() { WriteIndented = true })));
}
