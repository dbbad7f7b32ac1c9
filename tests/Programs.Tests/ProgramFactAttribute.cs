namespace OrleansChat.Programs.Tests;

/// <summary>A test that needs programs nobody here wrote. Where one is missing, the test is skipped, and says which one
/// and where it comes from; with CI=true it runs all the same, and fails.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs) => Skip = Installed.WhyNot(programs);
}

/// <summary><see cref="ProgramFactAttribute"/> with data.</summary>
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    public ProgramTheoryAttribute(params string[] programs) => Skip = Installed.WhyNot(programs);
}
