using Scheduling.Domain.Messages;

namespace Scheduling.Domain.Tests.Messages;

/// <summary>M6, M12: what a patient's text asks for.</summary>
public sealed class InboundTextTests
{
    [Theory]
    [InlineData("STOP")]
    [InlineData(" stop. ")]
    [InlineData("Stop All")]
    [InlineData("stopall")]
    [InlineData("Quit")]
    [InlineData("END")]
    [InlineData("revoke")]
    [InlineData("opt-out")]
    [InlineData("Opt Out!")]
    [InlineData("cancel")]
    [InlineData("UNSUBSCRIBE")]
    [InlineData("please stop texting me")]
    [InlineData("Don’t text me again")]
    [InlineData("ALTO")]
    [InlineData("cancelar")]
    public void Read_WordsOfOptOut_OptOut(string text) => Assert.Equal(InboundKind.OptOut, InboundText.Read(text).Kind);

    [Theory]
    [InlineData("start", InboundKind.OptIn)]
    [InlineData("UNSTOP", InboundKind.OptIn)]
    [InlineData("help", InboundKind.Help)]
    [InlineData("Info?", InboundKind.Help)]
    [InlineData("c", InboundKind.Confirm)]
    [InlineData("Y", InboundKind.Confirm)]
    [InlineData("confirm", InboundKind.Confirm)]
    [InlineData("Sí", InboundKind.Confirm)]
    // These say something else, whatever word is in them.
    [InlineData("I need help with parking", InboundKind.FreeText)]
    [InlineData("Can I cancel Tuesday?", InboundKind.FreeText)]
    [InlineData("yes but later", InboundKind.FreeText)]
    [InlineData("the weekend", InboundKind.FreeText)]
    [InlineData("", InboundKind.FreeText)]
    [InlineData("👍", InboundKind.FreeText)]
    public void Read_OtherWords_AreWhatTheySay(string text, InboundKind kind) => Assert.Equal(kind, InboundText.Read(text).Kind);

    [Theory]
    [InlineData("cancel", true)]
    [InlineData("CANCELAR", true)]
    [InlineData("stop", false)]
    public void Read_Cancel_AsksForACallBack(string text, bool cancel) => Assert.Equal(cancel, InboundText.Read(text).AsksToCancel);

    [Theory]
    [InlineData("I want to die")]
    [InlineData("thinking about suicide")]
    [InlineData("I can’t go on like this")]
    [InlineData("stop. i am going to kill myself")]
    [InlineData("quiero morir")]
    [InlineData("no quiero vivir más")]
    [InlineData("it is an emergency")]
    public void Read_Crisis_IsSeen(string text) => Assert.True(InboundText.Read(text).LooksLikeCrisis);

    [Theory]
    [InlineData("I am dying to see you, 10 is fine")]
    [InlineData("running late, sorry")]
    [InlineData("end")]
    public void Read_NoCrisis_IsNone(string text) => Assert.False(InboundText.Read(text).LooksLikeCrisis);
}
