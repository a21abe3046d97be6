// What the recipe for React Native needs of it.
const listeners = new Set();
export const AppState = {
  addEventListener(event, listener) {
    listeners.add(listener);
    return { remove: () => listeners.delete(listener) };
  },
  become: (state) => listeners.forEach((listener) => listener(state)),
};
