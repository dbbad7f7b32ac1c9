// Inert stand-ins for the Orleans names that the contracts carry. Compiled only with WithOrleans=false, where the
// local engine runs the same contracts in one process and no Orleans package is present.
#pragma warning disable IDE0130 // The namespaces are Orleans' own: that is the point of the file.

namespace Orleans
{
    /// <summary>Marks a contract whose instances are addressed by a string key.</summary>
    public interface IGrainWithStringKey;

    /// <summary>Marks a contract that the receiver of one-way notifications implements.</summary>
    public interface IGrainObserver;

    /// <summary>Marks a type that travels between processes.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum, Inherited = false)]
    public sealed class GenerateSerializerAttribute : Attribute;

    /// <summary>A member's stable number on the wire.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public sealed class IdAttribute(uint id) : Attribute
    {
        /// <summary>The number, unique in its type.</summary>
        public uint Id { get; } = id;
    }

    /// <summary>A type's or method's stable name on the wire.</summary>
    [AttributeUsage(AttributeTargets.All, Inherited = false)]
    public sealed class AliasAttribute(string alias) : Attribute
    {
        /// <summary>The name.</summary>
        public string Alias { get; } = alias;
    }

    /// <summary>Marks a value that is never changed after construction, so that it need not be copied.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Parameter)]
    public sealed class ImmutableAttribute : Attribute;
}

namespace Orleans.Concurrency
{
    /// <summary>Marks a call whose caller does not wait for an answer.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneWayAttribute : Attribute;
}
