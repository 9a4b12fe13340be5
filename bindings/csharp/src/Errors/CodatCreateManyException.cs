using System;

namespace Codat
{
    /// <summary>
    /// A run of <see cref="CompaniesClient.CreateMany"/> could not report its progress: the listener threw, or an event
    /// does not fit its model. The run is over, and its <see cref="Outcome"/> has the outcome of each company.
    /// </summary>
    /// <remarks>
    /// The <see cref="Exception.InnerException"/> is what the listener threw, or a
    /// <see cref="CodatUnexpectedResponseException"/> for the event.
    /// </remarks>
    public sealed class CodatCreateManyException : Exception
    {
        internal CodatCreateManyException(CreateManyOutcome outcome, Exception reason)
            : base($"the run was stopped, since its progress could not be reported: {reason.Message}", reason) =>
            Outcome = outcome;

        /// <summary>
        /// The outcome of each company, those in flight included. Start the run again with the same journal;
        /// without one, go through the <see cref="CreateManyOutcome.Results"/>.
        /// </summary>
        public CreateManyOutcome Outcome { get; }
    }
}
