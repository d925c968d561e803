-- Members that a hotel has filled from another field of the vendor than the connector takes: by name, each rule as JSON.
ALTER TABLE connection ADD COLUMN field_overrides jsonb NOT NULL DEFAULT '{}';
