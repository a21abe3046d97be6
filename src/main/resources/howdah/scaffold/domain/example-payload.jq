{id, customerId, status, note, updatedAt}
