using System.Collections.Generic;
using System.Text.Json;

namespace Codat.Interop
{
    /// <summary>The sync settings that a request sends, of a company or of all.</summary>
    internal sealed class SyncSettingsInput : IInput
    {
        private readonly IEnumerable<SyncSetting> _settings;
        private readonly bool _overridesDefaults;

        internal SyncSettingsInput(IEnumerable<SyncSetting> settings, bool overridesDefaults) =>
            (_settings, _overridesDefaults) = (settings, overridesDefaults);

        public void Write(Utf8JsonWriter writer)
        {
            writer.WriteModels("settings", _settings);
            writer.WriteBoolean("overridesDefaults", _overridesDefaults);
        }
    }
}
