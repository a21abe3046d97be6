package io.howdah.dev.services;

/**
 * Command of a patient to collect a prescription.
 *
 * @param id id of the command, unique per patient; a repeated id is a duplicate
 */
record CollectCommand(String id, String prescriptionId, String patientId) {}
