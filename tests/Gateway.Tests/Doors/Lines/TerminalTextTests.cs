using FsCheck;
using FsCheck.Fluent;
using OrleansChat.Gateway.Doors.Lines;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>What may reach a terminal.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("tab\tstays", "tab\tstays")]
    [InlineData("\e[2J\a\b\u007F\u009Bx", "\uFFFD[2J\uFFFD\uFFFD\uFFFD\uFFFDx")]
    [InlineData("\u202Egnp\u202C\u2066x\u2069", "\uFFFDgnp\uFFFD\uFFFDx\uFFFD")]
    [InlineData("\u061C\uFFF9x\U000E0041\U0001D173", "\uFFFD\uFFFDx\uFFFD\uFFFD")]
    [InlineData("👩‍👩‍👧 שלום", "👩‍👩‍👧 שלום")]
    [InlineData("one\ntwo\u2028three", "one\n    two\n    three")]
    [InlineData("one\r\n[bob]: two", "one\uFFFD\n    [bob]: two")]
    public void Text_stays_text_and_nothing_in_it_is_obeyed(string text, string shown) => Assert.Equal(shown, TerminalText.Of(text));

    [Fact]
    public void Whatever_is_shown_begins_no_line_of_its_own_and_obeys_nothing() => Prop.ForAll(
        Gen.OneOf(Gen.Choose(0, 0xFFFF), Gen.Choose(0, 0x9F), Gen.Choose(0x2020, 0x206F)).Select(c => (char)c).ArrayOf().ToArbitrary(),
        chars =>
        {
            var lines = TerminalText.Of(new string(chars)).Split('\n');
            return lines.Skip(1).All(line => line.StartsWith("    ", StringComparison.Ordinal))
                && !lines.Any(line => line.Any(c => (char.IsControl(c) && c != '\t') || c is '\u202E' or '\u2028'));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
