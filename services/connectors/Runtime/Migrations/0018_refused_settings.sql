-- With which settings a connection was refused: others are tried as soon as they are entered. A keyed fingerprint, nothing of the settings.

ALTER TABLE connection_status ADD COLUMN settings_print text;
