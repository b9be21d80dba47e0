using Scheduling.Domain.Messages;

namespace Scheduling.Domain.Tests.Messages;

/// <summary>M3: lengths of texts. Limits by 3GPP TS 23.038 and 23.040: 160 and 153 septets, 70 and 67 characters of 16 bits.</summary>
public sealed class Gsm7Tests
{
    [Theory]
    [InlineData("", 0, 1)]
    [InlineData("Hello", 5, 1)]
    [InlineData("Señor ñ é à ü Ä", 15, 1)]
    [InlineData("5 €", 4, 1)]
    [InlineData("[x]", 5, 1)]
    public void Measure_InTheAlphabet_CountsSeptets(string text, int units, int segments) =>
        Assert.Equal(new SmsLength(SmsEncoding.Gsm7, units, segments, ""), Gsm7.Measure(text));

    [Theory]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('a', 306, 2)]
    [InlineData('a', 307, 3)]
    // An extended character takes two and is never split: 76 of them fill 152 of 153.
    [InlineData('€', 80, 1)]
    [InlineData('€', 81, 2)]
    [InlineData('€', 152, 2)]
    [InlineData('€', 153, 3)]
    public void Measure_ManyOfOne_FillsSegments(char c, int count, int segments) => Assert.Equal(segments, Gsm7.Measure(new string(c, count)).Segments);

    [Theory]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    public void Measure_OutsideTheAlphabet_CountsWide(int count, int segments)
    {
        var length = Gsm7.Measure(new string('í', count));

        Assert.Equal((SmsEncoding.Ucs2, count, segments, "í"), (length.Encoding, length.Units, length.Segments, length.Outside));
    }

    [Fact]
    public void Measure_SurrogatePairs_AreNotSplit()
    {
        // 33 pairs fill 66 of 67.
        Assert.Equal(3, Gsm7.Measure(string.Concat(Enumerable.Repeat("😀", 67))).Segments);
        Assert.Equal(2, Gsm7.Measure(string.Concat(Enumerable.Repeat("😀", 66))).Segments);
    }

    [Theory]
    [InlineData("María verá a José", "Maria verá a José", false)]
    [InlineData("María", "Maria", true)]
    [InlineData("José, Señora", "José, Señora", true)]
    [InlineData("it’s “so” – yes…", "it's \"so\" - yes...", true)]
    [InlineData("Łukasz", "Łukasz", true)]
    [InlineData("日本", "日本", true)]
    public void Fold_DropsWhatTheAlphabetLacks(string text, string folded, bool equal) => Assert.Equal(equal, Gsm7.Fold(text) == folded);

    [Fact]
    public void Fold_NeverMakesATextLonger_InSegments()
    {
        foreach (var text in new[] { "Su próxima cita es el miércoles 3 de marzo a las 9:00. Llámenos.", "Ωμέγα", "naïve façade coöperate" })
        {
            Assert.True(Gsm7.Measure(Gsm7.Fold(text)).Segments <= Gsm7.Measure(text).Segments);
        }
    }
}
