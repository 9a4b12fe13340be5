namespace Codat
{
    /// <summary>How much an event matters; see <see cref="CodatClientOptions.LogLevel"/>.</summary>
    public enum CodatLogLevel
    {
        /// <summary>A call failed: the service, or the way to it, does not do what it should.</summary>
        Error = 1,

        /// <summary>An attempt failed, and the request is sent again.</summary>
        Warn = 2,

        /// <summary>A call was refused or cancelled; the service works as it should.</summary>
        Info = 3,

        /// <summary>A call succeeded.</summary>
        Debug = 4,
    }
}
