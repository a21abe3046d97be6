package io.howdah.config;

/** Takes what a source says of settings, one after the other; what comes later wins. */
interface SettingReceiver {
    void receive(String key, String value, String source, Setting.Kind kind);
}
